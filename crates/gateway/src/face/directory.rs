//! `DirectoryService`: agencies, as of a day.

use lienthong_adapter::Phrase;
use lienthong_model::directory::{ResolveError, Standing as ModelStanding};
use lienthong_model::{AgencyCode, AgencyVersion};
use lienthong_wire::directory::directory_service_server::DirectoryService;
use lienthong_wire::directory::{
    Agency, GetAgencyRequest, GetAgencyResponse, ListAgenciesRequest, ListAgenciesResponse, Standing,
};
use tonic::{Request, Response, Status};

use crate::face::{Face, fields, pages::Question};
use crate::problem::Problem;
use crate::refusal::Refusal;

#[tonic::async_trait]
impl DirectoryService for Face {
    async fn get_agency(
        &self,
        request: Request<GetAgencyRequest>,
    ) -> Result<Response<GetAgencyResponse>, Status> {
        let in_force = self.admitted(&request)?.in_force;
        let request = request.into_inner();
        let day = fields::day("as_of", &request.as_of)?;
        let directory = &in_force.checked.directory;
        let resolved = directory
            .resolve(&request.code, None, day)
            .map_err(|error| Refusal::wrong_field("code", Problem::of(&error, unknown)))?;
        let (version, standing) = match directory.standing(&resolved.code, day) {
            ModelStanding::Open(version) => (version, Standing::Open),
            ModelStanding::Closed { last, .. } => (last, Standing::Closed),
            ModelStanding::NotYet(version) => (version, Standing::NotYet),
            ModelStanding::Unknown => return Err(Refusal::NotFound("agency").into()),
        };
        Ok(Response::new(GetAgencyResponse { agency: Some(agency(version)), standing: standing.into() }))
    }

    async fn list_agencies(
        &self,
        request: Request<ListAgenciesRequest>,
    ) -> Result<Response<ListAgenciesResponse>, Status> {
        let in_force = self.admitted(&request)?.in_force;
        let request = request.into_inner();
        let day = fields::day("as_of", &request.as_of)?;
        let limit = fields::page_size(request.page_size)?;
        let under: Option<AgencyCode> = fields::optional("under", &request.under)?;
        let level: Option<lienthong_model::Level> = fields::optional("level", &request.level)?;
        let question = Question::new("ListAgencies", &(&request.as_of, &request.under, &request.level));
        let after = question.key(&request.page_token)?;
        let directory = &in_force.checked.directory;
        let all = match &under {
            Some(under) => directory.under(under, day),
            None => directory.versions().iter().filter(|version| version.valid.contains(day)).collect(),
        };
        let agencies: Vec<Agency> = all
            .into_iter()
            .filter(|version| level.as_ref().is_none_or(|level| *level == version.level))
            .filter(|version| after.as_ref().is_none_or(|after| version.code.as_str() > after.as_str()))
            .take(limit)
            .map(agency)
            .collect();
        let next = agencies.last().filter(|_| agencies.len() == limit).map(|last| question.token(&last.code));
        Ok(Response::new(ListAgenciesResponse { agencies, next_page_token: next.unwrap_or_default() }))
    }
}

fn agency(version: &AgencyVersion) -> Agency {
    Agency {
        code: version.code.to_string(),
        old_code: version.code.to_old_form().unwrap_or_default(),
        name: version.name.clone(),
        level: version.level.to_string(),
        parent: version.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
        valid_from: version.valid.from.to_string(),
        valid_to: version.valid.to.map(|day| day.to_string()).unwrap_or_default(),
        unit_code: version.unit_code.as_ref().map(ToString::to_string).unwrap_or_default(),
        successors: version.successors.iter().map(|successor| successor.code.to_string()).collect(),
        aliases: version.aliases.iter().map(|alias| alias.text.clone()).collect(),
    }
}

fn unknown(error: &ResolveError) -> Phrase {
    Phrase::of(error.to_string(), "không phải mã cơ quan đã biết")
}
