//! Drafts for documents: elements of XML and objects of JSON, and what repeats in them.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::fs;

use base64::Engine as _;
use lienthong_adapter::single_byte::as_windows_1252;
use lienthong_tests::drafts::{Walk, columns, fresh, inspect, run, walk_with};
use lienthong_vntext::Charset;

#[test]
fn what_repeats_in_a_document_becomes_a_group() {
    let json = r#"{"data":[{"hoTen":"Mẫu Một","con":[{"ten":"A","chau":[{"ten":"B"},{"ten":"C"}]}],"nhan":["x","y"]},{"hoTen":"Mẫu Hai"}]}"#;
    let Walk { seen, accepted, .. } = walk_with("mau.json", json.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("hoTen|con[]ten|con[] chau[]ten|nhan[].", 2));
    let xml = "<D><N><HoTen>Mẫu Một</HoTen><Con><Ten>A</Ten></Con><Con><Ten>B</Ten><So>1</So><So>2</So></Con></N><N><HoTen>Mẫu Hai</HoTen></N></D>";
    let Walk { seen, accepted, .. } = walk_with("mau.xml", xml.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("HoTen|Con[]Ten|Con[] So[].", 2));
}

#[test]
fn a_plain_element_that_stands_alone_in_some_places_and_repeats_in_others_is_a_group() {
    for (xml, found) in [
        (
            "<D><N><Ma>1</Ma><Con><Ten>A</Ten><DT>1</DT><DT>2</DT></Con><Con><Ten>B</Ten><DT>3</DT></Con></N>\
             <N><Ma>2</Ma><Con><Ten>C</Ten></Con></N></D>",
            "Ma|Con[]Ten|Con[] DT[].",
        ),
        (
            "<D><N><Ma>1</Ma><Tep>a</Tep></N><N><Ma>2</Ma><Tep loai='x'>b</Tep><Tep/><Tep loai='y'>c</Tep></N></D>",
            "Ma|Tep[].|Tep[]@loai",
        ),
        (
            "<D><N><Ma>1</Ma><Cha><Con>a</Con></Cha></N><N><Ma>2</Ma><Cha><Con>b</Con><Con>c</Con></Cha><Cha><Con>d</Con></Cha></N></D>",
            "Ma|Cha[] Con[].",
        ),
    ] {
        let Walk { seen, accepted, .. } = walk_with("mau.xml", xml.as_bytes());
        assert_eq!((columns(&seen).as_str(), accepted), (found, 2), "{xml}");
    }
}

#[test]
fn what_no_field_can_hold_is_kept_and_named_in_the_draft() {
    let deep = (0..9).fold("<B>1</B>".to_owned(), |inside, _| format!("<A>{inside}</A><A><B>2</B></A>"));
    let xml = format!("<D><N><Ma>1</Ma>{deep}</N><N><Ma>2</Ma></N></D>");
    for (name, text, path) in [
        ("mau.xml", xml.as_str(), "# A/A/A/A/A/A/A/A repeats within more groups"),
        (
            "mau.json",
            r#"{"data":[{"ma":"1","tv":[{"ten":"A","dt":["1","2"]},{"ten":"B","dt":"3"}]},{"ma":"2"}]}"#,
            "# tv.dt is a text in one place",
        ),
        ("mau.json", r#"{"data":[{"ma":"1","con":[{"ten":"A"}]},{"ma":"2","con":""}]}"#, "# con is a text"),
        ("mau.json", r#"{"data":[{"ma":"1","so":["a",{"b":"c"}]},{"ma":"2"}]}"#, "# so is a text"),
        (
            "mau.json",
            r#"{"data":[{"ma":"1","tv":[{"so":["a",{"b":"c"}]}]},{"ma":"2"}]}"#,
            "# tv.so is a text",
        ),
    ] {
        let Walk { seen, accepted, .. } = walk_with(name, text.as_bytes());
        let mapping = seen["draft"]["mapping"].as_str().unwrap();
        assert_eq!(accepted, 2, "{text}");
        assert!(mapping.contains(path) && mapping.contains("unmapped = \"keep\""), "{mapping}");
    }
}

#[test]
fn a_column_of_documents_in_base64_is_known() {
    const PDF: &str = "JVBERi0xLjcKJeLjz9MKMSAwIG9iagolJUVPRgo=";
    const XML: &str = "PEQ+PE4+PE1hPjE8L01hPjwvTj48Tj48TWE+MjwvTWE+PC9OPjwvRD4=";
    for (name, text, of) in [
        ("mau.csv", format!("ma,tep\r\n02200,{PDF}\r\n02201,{PDF}\r\n"), "PDF"),
        ("mau.xml", format!("<D><N><Ma>1</Ma><Tep>\n{PDF}\n</Tep></N><N><Ma>2</Ma><Tep/></N></D>"), "PDF"),
        ("mau.json", format!("[{{\"ma\":\"1\",\"tep\":\"{XML}\"}},{{\"ma\":\"2\",\"tep\":null}}]"), "XML"),
    ] {
        let Walk { seen, accepted, .. } = walk_with(name, text.as_bytes());
        assert_eq!((seen["columns"][1]["base64"][0]["of"].as_str(), accepted), (Some(of), 2), "{seen}");
        assert_eq!(seen["columns"][0]["base64"], serde_json::json!([]), "{seen}");
        assert!(seen["draft"]["mapping"].as_str().unwrap().contains(&format!("# base64 of {of}: carried")));
        for (lang, words) in [("en", "base64 of"), ("vi", "base64 của")] {
            let ran = inspect(name, text.as_bytes(), &["--lang", lang]);
            assert!(ran.stdout.contains(&format!("{words} {of}")), "{ran:?}");
        }
    }
    // A document that is all there is, is read; beside other values the draft says how it would be.
    let xml = format!("<KQ><DuLieu>{XML}</DuLieu></KQ>");
    let Walk { seen, accepted, .. } = walk_with("mau.xml", xml.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("Ma", 2));
    let xml = format!("<KQ><So>0</So><DuLieu>{XML}</DuLieu></KQ>");
    let Walk { seen, accepted, .. } = walk_with("mau.xml", xml.as_bytes());
    let mapping = seen["draft"]["mapping"].as_str().unwrap();
    assert_eq!((columns(&seen).as_str(), accepted), ("So|DuLieu", 1));
    assert!(mapping.contains("rows = \"KQ/DuLieu//D/N\", unwrap = \"base64-xml\""), "{mapping}");
}

#[test]
fn an_element_in_no_namespace_gets_none_from_a_signature_in_the_file() {
    let xml = "<HDon><Hang><Ten>A</Ten></Hang><Hang><Ten>B</Ten></Hang>\
               <Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><Value>x</Value></Signature></HDon>";
    let walked = walk_with("mau.xml", xml.as_bytes());
    assert_eq!(walked.accepted, 2, "{}", walked.mapping());
    assert!(
        walked.written().contains("<HDon") && !walked.written().contains("xmlns="),
        "{}",
        walked.written()
    );
}

#[test]
fn text_between_elements_is_kept_and_its_draft_only_reads() {
    let xml = "<D><N><Ma>1</Ma><GhiChu>đoạn <b>đậm</b> cuối</GhiChu></N><N><Ma>2</Ma><GhiChu><b>x</b></GhiChu></N></D>";
    let ran = inspect("mau.xml", xml.as_bytes(), &["--json", "--lang", "en"]);
    let seen: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let mapping = seen["draft"]["mapping"].as_str().unwrap();
    assert_eq!(columns(&seen), "Ma|GhiChu/b");
    assert!(mapping.contains("# GhiChu/text() is text between elements"), "{mapping}");
    assert!(mapping.contains("direction = \"read\"\nunmapped = \"keep\""), "{mapping}");
    assert_eq!(walk_with("mau.xml", xml.as_bytes()).accepted, 2);
}

/// A document with two people, as markup within another.
const WITHIN: &str = "&lt;DS&gt;&lt;N&gt;&lt;Ma&gt;1&lt;/Ma&gt;&lt;Ten&gt;A &amp;amp; B&lt;/Ten&gt;&lt;/N&gt;&lt;N&gt;&lt;Ma&gt;2&lt;/Ma&gt;&lt;Ten&gt;C&lt;/Ten&gt;&lt;/N&gt;&lt;/DS&gt;";

#[test]
fn the_draft_says_how_a_document_beside_other_values_is_read() {
    let soap = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><R xmlns='http://tempuri.org/'><Ma>0</Ma><X>@</X></R></s:Body></s:Envelope>";
    for (text, fields) in [
        ("<KQ><Ma>0</Ma><DuLieu>@</DuLieu></KQ>", 2),
        ("<KQ xmlns='http://tempuri.org/'><Ma>0</Ma><DuLieu>@</DuLieu></KQ>", 2),
        (soap, 2),
    ] {
        let (folder, config) = fresh();
        let file = folder.path().join("mau.xml");
        let file = file.to_str().unwrap();
        fs::write(file, text.replace('@', WITHIN)).unwrap();
        run(&["inspect", file, "--draft", &config, "--name", "nhap"]).unwrap();
        let path = format!("{config}/mappings/nhap.toml");
        let mapping = fs::read_to_string(&path).unwrap();
        let said = mapping
            .lines()
            .find_map(|line| line.split_once("under [source] "))
            .unwrap_or_else(|| panic!("{mapping}"))
            .1;
        // What the comment says, in the place of what the draft has.
        let keys = said
            .trim_end_matches('.')
            .replace(", namespaces", "\nnamespaces")
            .replace(", unwrap", "\nunwrap")
            .replace(", beside", "\nbeside");
        let soap = if text == soap { "soap = \"1.1\"\n" } else { "" };
        let of_fields =
            "[[field]]\nto = \"ma\"\nfrom = \"Ma\"\n[[field]]\nto = \"du_lieu\"\nfrom = \"Ten\"\n";
        let of_fields = of_fields.replace("du_lieu", if soap.is_empty() { "du_lieu" } else { "x" });
        fs::write(&path, format!("schema = \"nhap/v1\"\ndirection = \"read\"\n[source]\nformat = \"xml\"\n{soap}{keys}\n{of_fields}")).unwrap();
        let out = folder.path().join("out.json");
        let out = out.to_str().unwrap();
        run(&["convert", file, "--from", "nhap", "--to", "canonical-json", "-o", out, "--config", &config])
            .unwrap();
        let records = fs::read_to_string(out).unwrap();
        assert!(
            records.contains("A & B") && records.matches("\"ma\"").count() == fields,
            "{mapping}\n{records}"
        );
    }
    // In many rows it is carried, and markup for people is text.
    let many = "<KQ><Ho><Ma>1</Ma><Tep>@</Tep></Ho><Ho><Ma>2</Ma><Tep>@</Tep></Ho></KQ>".replace('@', WITHIN);
    let walked = walk_with("mau.xml", many.as_bytes());
    assert!(
        walked.mapping().contains("# XML as text: carried") && !walked.mapping().contains("under [source]")
    );
    let page = "<KQ><Ma>0</Ma><Ghi>&lt;p&gt;A &lt;b&gt;B&lt;/b&gt;&lt;/p&gt;</Ghi></KQ>";
    assert!(!walk_with("mau.xml", page.as_bytes()).mapping().contains("XML as text"));
}

#[test]
fn one_row_of_a_data_set_is_a_row() {
    let xml = "<DataSet xmlns='http://tempuri.org/'><xs:schema id='S' xmlns='' xmlns:xs='http://www.w3.org/2001/XMLSchema'>\
               <xs:element name='Table'/></xs:schema>\
               <d:diffgram xmlns:d='urn:schemas-microsoft-com:xml-diffgram-v1'><S xmlns=''>\
               <Table d:id='Table1'><Ho_x0020_ten>A</Ho_x0020_ten></Table></S></d:diffgram></DataSet>";
    let Walk { seen, accepted, .. } = walk_with("mau.xml", xml.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("Ho ten", 1));
}

#[test]
fn a_data_set_in_a_text_is_read_as_one() {
    let rows = "<B d:id='B2' m:rowOrder='1'><Ma>2</Ma><Ho_x0020_Ten>Trần Thị Thử</Ho_x0020_Ten></B><B d:id='B1' m:rowOrder='0'><Ma>1</Ma></B>";
    let set = format!(
        "<DataSet xmlns='http://tempuri.org/'><d:diffgram xmlns:m='urn:schemas-microsoft-com:xml-msdata' \
         xmlns:d='urn:schemas-microsoft-com:xml-diffgram-v1'><DS xmlns=''>{rows}</DS></d:diffgram></DataSet>"
    );
    let packed = base64::engine::general_purpose::STANDARD.encode(&set);
    let escaped = set.replace('<', "&lt;").replace('>', "&gt;");
    let soap = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><R xmlns='http://tempuri.org/'><X>@</X></R></s:Body></s:Envelope>";
    for (around, text) in [
        ("<string xmlns='http://tempuri.org/'>@</string>", &packed),
        ("<KQ>@</KQ>", &packed),
        (soap, &packed),
        (soap, &escaped),
    ] {
        let walked = walk_with("mau.xml", around.replace('@', text).as_bytes());
        assert_eq!(
            (columns(&walked.seen).as_str(), walked.accepted),
            ("Ma|Ho Ten", 2),
            "{around}\n{}",
            walked.mapping()
        );
        assert!(walked.mapping().contains("\ndataset = true\nunwrap"), "{}", walked.mapping());
    }
    // Beside other values the document around is none, and the draft says what the text is.
    for text in [&packed, &escaped] {
        let walked = walk_with("mau.xml", format!("<KQ><Ma>0</Ma><DuLieu>{text}</DuLieu></KQ>").as_bytes());
        assert!(
            !walked.mapping().contains("\ndataset")
                && walked.mapping().contains(", dataset = true, unwrap = "),
            "{}",
            walked.mapping()
        );
    }
}

#[test]
fn a_document_type_declaration_is_refused_with_its_reason() {
    let xml = b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><b><c>&x;</c></b></a>";
    for (lang, why) in [
        ("en", "is refused: its entities can read files"),
        ("vi", "bị từ chối: thực thể trong đó có thể đọc tệp"),
    ] {
        let ran = inspect("mau.xml", xml, &["--lang", lang]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(why), "{ran:?}");
    }
}

/// The elements and attributes of a text, in their order.
fn elements(text: &str) -> Vec<&str> {
    let starts = text.split('<').skip(1).filter(|tag| !tag.starts_with(['/', '?']));
    starts.map(|tag| tag.split(['>', '/']).next().unwrap()).collect()
}

#[test]
fn elements_are_written_in_the_order_in_which_the_document_has_them() {
    let xml = "<D><N ma='1'><Ten>A</Ten><NoiSinh><Xa>X</Xa><Huyen>H</Huyen></NoiSinh><GioiTinh>Nam</GioiTinh></N>\
               <N ma='2'><Ten>B</Ten><BiDanh>b</BiDanh><NoiSinh><Thon>T</Thon><Xa>X</Xa><Huyen>H</Huyen></NoiSinh>\
               <GioiTinh>Nam</GioiTinh><Con><Ten>C</Ten><NamSinh>2020</NamSinh></Con><Con><Ten>D</Ten></Con></N></D>";
    let walked = walk_with("mau.xml", xml.as_bytes());
    assert_eq!(
        columns(&walked.seen),
        "@ma|Ten|BiDanh|NoiSinh/Thon|NoiSinh/Xa|NoiSinh/Huyen|GioiTinh|Con[]Ten|Con[]NamSinh"
    );
    assert_eq!(elements(walked.written()), elements(&xml.replace('\'', "\"")), "{}", walked.written());
}

#[test]
fn a_group_stands_in_the_draft_where_the_document_has_it() {
    let xml = "<D><N><Ma>1</Ma><Con><Ten>A</Ten></Con><Con><Ten>B</Ten></Con><GhiChu>x</GhiChu></N>\
               <N><Ma>2</Ma><Con><Ten>C</Ten></Con><GhiChu>y</GhiChu></N></D>";
    let walked = walk_with("mau.xml", xml.as_bytes());
    assert_eq!((columns(&walked.seen).as_str(), walked.accepted), ("Ma|Con[]Ten|GhiChu", 2));
    let draft = [walked.mapping(), walked.seen["draft"]["schema"].as_str().unwrap()];
    for (text, names) in draft.into_iter().zip([["\"Ma\"", "\"Con\"", "\"GhiChu\""]; 2]) {
        let places = names.map(|name| text.find(name).unwrap());
        assert!(places.is_sorted(), "{text}");
    }
    assert_eq!(elements(walked.written()), elements(xml), "and is written there");
}

/// Communes under an old font, as a document in Unicode has them that was made by pasting.
const PASTED: [&str; 6] =
    ["Xã Đà Vị", "Thị trấn Na Hang", "Xã Hồng Thái", "Xã Sơn Phú", "Xã Năng Khả", "Xã Thượng Giáp"];

#[test]
fn a_document_with_text_of_an_old_font_is_only_read_and_says_why() {
    for (charset, beside) in
        [(Charset::Tcvn3Abc, "x"), (Charset::VniWin, "x"), (Charset::Tcvn3Abc, "Tỉnh Tuyên Quang")]
    {
        let name = |name: &str| as_windows_1252(&charset.encode(name).unwrap());
        let xml: String = PASTED
            .iter()
            .map(|one| format!("<X><Ten>{}</Ten><Tinh>{beside}</Tinh></X>", name(one)))
            .collect();
        let json: Vec<String> = PASTED
            .iter()
            .map(|one| format!("{{\"xa\":[{{\"ten\":\"{}\",\"tinh\":\"{beside}\"}}]}}", name(one)))
            .collect();
        let json = format!("[{}]", json.join(","));
        for (file, text) in [("mau.xml", format!("<D>{xml}</D>")), ("mau.json", json)] {
            let walked = walk_with(file, text.as_bytes());
            assert_eq!(walked.accepted, 6, "{file}");
            let mapping = walked.mapping();
            assert!(mapping.contains("\ndirection = \"read\""), "{mapping}");
            assert!(mapping.contains("is written in Unicode alone"), "{mapping}");
            assert!(mapping.contains(&format!("charset = \"{}\"", charset.name())), "{mapping}");
        }
    }
    let xml = "<D><X><Ten>Xã Đà Vị</Ten></X><X><Ten>Xã Năng Khả</Ten></X></D>";
    assert!(!walk_with("mau.xml", xml.as_bytes()).mapping().contains("direction"));
}

#[test]
fn a_column_of_few_words_is_in_the_font_of_its_neighbour() {
    let font = |name: &str| as_windows_1252(&Charset::Tcvn3Abc.encode(name).unwrap());
    let rows: String = PASTED
        .iter()
        .map(|one| {
            let (name, place) = (font(one), font("Huyện Lâm Bình"));
            format!("<X><Ten>{name}</Ten><Huyen>{place}</Huyen><Tinh>Tỉnh Tuyên Quang</Tinh><Nguoi>Lê Hà</Nguoi></X>")
        })
        .collect();
    let walked = walk_with("mau.xml", format!("<D>{rows}</D>").as_bytes());
    let columns = walked.seen["columns"].as_array().unwrap();
    let samples: Vec<&str> = columns.iter().map(|column| column["samples"][0].as_str().unwrap()).collect();
    assert_eq!(samples[1..], ["Huyện Lâm Bình", "Tỉnh Tuyên Quang", "Lê Hà"], "{}", walked.mapping());
    assert_eq!(
        (columns[1]["charset"].as_str(), columns[1]["charset_sure"].as_bool()),
        (Some("tcvn3-abc"), Some(false))
    );
    assert!(
        walked.mapping().contains("charset = \"tcvn3-abc\"               # not certain"),
        "{}",
        walked.mapping()
    );
}

#[test]
fn a_document_that_calls_an_old_font_windows_1252_is_read_under_that_font() {
    for (encoding, charset) in [("windows-1252", Charset::Tcvn3Abc), ("ISO-8859-1", Charset::VniWin)] {
        let mut xml = format!("<?xml version='1.0' encoding='{encoding}'?>\n<D>").into_bytes();
        for name in PASTED {
            xml.extend_from_slice(b"<X><Ten>");
            xml.extend_from_slice(&charset.encode(name).unwrap());
            xml.extend_from_slice(b"</Ten><So>1</So></X>");
        }
        xml.extend_from_slice(b"</D>");
        let walked = walk_with("mau.xml", &xml);
        assert_eq!(walked.accepted, 6);
        let mapping = walked.mapping();
        assert!(mapping.contains(&format!("\ncharset = \"{}\"", charset.name())), "{mapping}");
        assert!(mapping.contains("\ndirection = \"read\""), "{mapping}");
        assert!(walked.seen["columns"][0]["samples"].to_string().contains("Xã"), "{}", walked.seen);
    }
    // Other text in it is refused as before, whose letters are no Vietnamese.
    let french =
        b"<?xml version='1.0' encoding='windows-1252'?><D><X><T>H\xe9l\xe8ne</T></X><X><T>Zo\xeb</T></X></D>";
    let ran = inspect("mau.xml", french, &["--lang", "en"]);
    assert!(
        ran.code == 1 && ran.stderr.contains("the document is in windows-1252; expected UTF-8"),
        "{ran:?}"
    );
}

/// The default namespace and the name of the root of a document.
fn root(text: &str) -> (String, String) {
    let tag = text.split('<').find(|tag| !tag.is_empty() && !tag.starts_with('?')).unwrap();
    let tag = tag.split('>').next().unwrap().replace('\'', "\"");
    let name = tag.split(' ').next().unwrap();
    let prefix =
        name.split_once(':').map_or("xmlns=\"".to_owned(), |(prefix, _)| format!("xmlns:{prefix}=\""));
    let space = tag.split_once(&format!(" {prefix}")).map_or("", |(_, rest)| rest.split('"').next().unwrap());
    (space.to_owned(), name.rsplit(':').next().unwrap().to_owned())
}

#[test]
fn a_document_in_a_text_keeps_its_own_namespace() {
    for outer in ["<string@>", "<KQ@><DuLieu>", "<a:KQ xmlns:a='urn:khac'><DuLieu xmlns=''>"] {
        for (of_outer, of_inner) in [
            ("", ""),
            ("http://tempuri.org/", ""),
            ("http://tempuri.org/", "urn:danh-sach"),
            ("", "urn:danh-sach"),
            ("urn:danh-sach", "urn:danh-sach"),
        ] {
            let declared = |uri: &str| if uri.is_empty() { String::new() } else { format!(" xmlns='{uri}'") };
            let inner = format!(
                "<DS{}><N><Ma>1</Ma><Ten>A</Ten></N><N><Ma>2</Ma><Ten>B</Ten></N></DS>",
                declared(of_inner)
            );
            let outer = outer.replace('@', &declared(of_outer));
            let names: Vec<&str> =
                outer.split('<').skip(1).map(|tag| tag.split([' ', '>']).next().unwrap()).collect();
            let close: String = names.iter().rev().map(|name| format!("</{name}>")).collect();
            let packed = base64::engine::general_purpose::STANDARD.encode(&inner);
            let walked = walk_with("mau.xml", format!("{outer}{packed}{close}").as_bytes());
            assert_eq!(walked.accepted, 2, "{outer}{inner}");
            let written = walked.written();
            assert_eq!(root(written), root(&outer), "{written}\n{}", walked.mapping());
            let text = written.split("</").next().and_then(|open| open.rsplit('>').next()).unwrap();
            let back = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
            let back = String::from_utf8(back).unwrap();
            assert_eq!(root(&back), root(&inner), "{back}\n{}", walked.mapping());
        }
    }
}
