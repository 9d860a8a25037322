//! Who may call what.

use super::*;

const SERVICE: &str = "H60/other/tra-cuu/v1";

fn call_route(methods: &[&str]) -> Route {
    Route {
        subject: Subject::Calls {
            service: SERVICE.parse().unwrap(),
            methods: methods.iter().map(|&method| method.to_owned()).collect(),
        },
        ..route("call", "level:commune", &[])
    }
}

fn stage_of(routes: Vec<Route>, edit: impl FnOnce(&mut System)) -> Stage {
    let mut stage = stage(routes);
    let mut systems: Vec<System> = stage.systems.iter().cloned().collect();
    let target = GrpcTarget { address: "https://x:1".to_owned(), ca: None, timeout: Duration::from_secs(1) };
    let provider = systems.iter_mut().find(|system| system.id.to_string() == "H60/other").unwrap();
    provider.services.push(Service {
        id: SERVICE.parse().unwrap(),
        offer: Offer::Grpc { name: "demo.v1.Demo".to_owned(), target },
        max_in_flight: 1,
    });
    edit(provider);
    stage.systems = Systems::new(systems);
    stage
}

fn check(stage: &Stage, caller: &str, service: &str, method: &str, expected: &str) {
    let world = World { directory: &stage.directory, systems: &stage.systems };
    let table = RouteTable::new(stage.routes.clone());
    let (caller, service) = (caller.parse().unwrap(), service.parse().unwrap());
    let found = table.decide_call(&world, &caller, &service, method, CHANGE);
    let traced = table.decide_call_traced(&world, &caller, &service, method, CHANGE);
    assert_eq!(traced.result, found, "what is explained is what happens");
    let shown = found.map_or_else(|refusal| refusal.reason().to_owned(), |ok| ok.route.name.to_string());
    assert_eq!(shown, expected, "{caller} {service} {method}");
}

#[test]
fn a_call_needs_a_route_for_the_caller_the_service_and_the_method() {
    let stage = stage_of(vec![call_route(&["Find"])], |_| {});
    check(&stage, "H60.02215/qlvb", SERVICE, "Find", "call");
    check(&stage, "H60.02215/qlvb", SERVICE, "Change", "NO_ROUTE");
    check(&stage, "H60/qlvb", SERVICE, "Find", "NO_ROUTE");
    check(&stage, "H60.02203/qlvb", SERVICE, "Find", "SENDER_CLOSED");
    check(&stage, "H60.02215/qlvb", "H60/other/tra-cuu/v2", "Find", "UNKNOWN_SERVICE");
    check(&stage_of(vec![call_route(&[])], |_| {}), "H60.02215/qlvb", SERVICE, "Anything", "call");
    check(&stage_of(vec![], |_| {}), "H60.02215/qlvb", SERVICE, "Find", "NO_ROUTE");
    check(&stage_of(vec![down()], |_| {}), "H60.02215/qlvb", SERVICE, "Find", "NO_ROUTE");
}

#[test]
fn a_call_route_may_name_its_receivers() {
    let with = |to: &str| stage_of(vec![Route { to: vec![party(to)], ..call_route(&[]) }], |_| {});
    check(&with("agency:H60+system:other"), "H60.02215/qlvb", SERVICE, "Find", "call");
    check(&with("agency:H60+system:qlvb"), "H60.02215/qlvb", SERVICE, "Find", "NO_ROUTE");
}

#[test]
fn a_disabled_system_is_not_called_and_none_calls_itself() {
    let off = stage_of(vec![call_route(&[])], |system| system.enabled = false);
    check(&off, "H60.02215/qlvb", SERVICE, "Find", "SYSTEM_DISABLED");
    check(&off, "H60/other", SERVICE, "Find", "NO_ROUTE");
    let own = Route { from: vec![party("agency:H60")], ..call_route(&[]) };
    check(&stage_of(vec![own.clone()], |_| {}), "H60/other", SERVICE, "Find", "SELF_ADDRESSED");
    let own = Route { allow_self: true, ..own };
    check(&stage_of(vec![own], |_| {}), "H60/other", SERVICE, "Find", "call");
}
