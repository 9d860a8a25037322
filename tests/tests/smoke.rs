use lienthong_tests::{Gateway, Province};

#[tokio::test]
async fn smoke() {
    let province = Province::new();
    province.check();
    let mut gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    let sent = commune.send("m-1", &["H60.05"], "x").await.unwrap();
    let department = gateway.system("H60.05/app").await;
    let got = department.take(1).await;
    assert_eq!(got[0].payload, "x");
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    for r in auditor.timeline("H60.31/app", "m-1").await {
        println!("{r}");
    }
    println!("{}", sent.receipt.unwrap().jws);
    gateway.kill();
    gateway.restart();
    assert_eq!(gateway.terminate(), 0);
    println!("{:?}", province.verify_log());
    let letter = lienthong_tests::letters::letter(1, "H60.31", &["H60"]);
    gateway.restart();
    let c = gateway.system("H60.31/qlvb").await;
    let mut m = lienthong_tests::client::message("", &[], letter);
    m.envelope.as_mut().unwrap().r#type = String::new();
    println!("{:?}", c.send_request(m).await);
}
