//! `POST /servers`: what is answered. <https://docs.openstack.org/api-ref/compute/#create-server>

use serde_json::{Value, json};

use super::super::http::Reply;
use super::{Answer, Call, build, order, schema, value};

pub(super) fn server(call: &mut Call<'_>) -> Answer {
    let body = call.body("server")?;
    schema::check(call, &body)?;
    let wanted = &body["server"];
    let hints = body
        .get("os:scheduler_hints")
        .unwrap_or(&body["OS-SCH-HNT:scheduler_hints"]);
    let order = order::check(call, wanted, hints)?;
    let reservation = format!("r-{}", call.world.word(8));
    let mut ids = Vec::new();
    for index in 1..=order.count {
        let name = if order.count > 1 {
            format!("{}-{index}", order.name)
        } else {
            order.name.clone()
        };
        let id = build::server(call, wanted, &order, &name, &reservation);
        if let Some(server) = call.world.regions[call.region].server(&id) {
            server.launch_index = index - 1;
        }
        ids.push(id);
    }
    if value::is_true(&wanted["return_reservation_id"]) {
        return Ok(Reply::json(202, &json!({"reservation_id": reservation})));
    }
    let id = ids.first().map(String::as_str).unwrap_or_default();
    let groups: Vec<Value> = match &wanted["security_groups"] {
        Value::Array(groups) => groups.clone(),
        _ => vec![json!({"name": "default"})],
    };
    let password = wanted["adminPass"]
        .as_str()
        .map_or_else(|| call.world.word(12), str::to_owned);
    let reply = json!({"server": {
        "id": id,
        "links": call.links("servers", id),
        "OS-DCF:diskConfig": wanted["OS-DCF:diskConfig"].as_str().unwrap_or("MANUAL"),
        "security_groups": groups,
        "adminPass": password,
    }});
    let location = format!("{}/servers/{id}", call.endpoint());
    Ok(Reply::json(202, &reply).with("Location", location))
}
