//! HTTP/2 to the program; behind the proxy the cloud goes on to speak HTTP/1.1.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{Response, Version};
use h2::RecvStream;
use h2::server::SendResponse;
use tokio::task::JoinSet;

use super::front::Wire;
use super::message::{Answer, Heard};
use super::{Shared, ask, lock};

/// All requests of one connection, several at a time. Nothing is spoilt here.
pub(super) async fn serve(shared: Arc<Shared>, stream: impl Wire) {
    let Ok(mut connection) = h2::server::handshake(stream).await else {
        return;
    };
    let mut streams = JoinSet::new();
    // Whoever goes away in the middle is not missed.
    while let Some(Ok((request, respond))) = connection.accept().await {
        streams.spawn(exchange(shared.clone(), request, respond));
    }
}

async fn exchange(
    shared: Arc<Shared>,
    request: axum::http::Request<RecvStream>,
    respond: SendResponse<Bytes>,
) {
    assert_eq!(request.version(), Version::HTTP_2);
    let (parts, mut stream) = request.into_parts();
    let mut body = Vec::new();
    while let Some(Ok(chunk)) = stream.data().await {
        let _ = stream.flow_control().release_capacity(chunk.len());
        body.extend_from_slice(&chunk);
    }
    let headers = parts.headers.iter();
    let heard = Heard {
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().unwrap().to_string(),
        headers: headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect(),
        body,
    };
    lock(&shared.heard).push(heard.clone());
    if let Ok(answer) = ask(&shared, &heard).await {
        send(respond, answer);
    }
}

fn send(mut respond: SendResponse<Bytes>, answer: Answer) {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        // What is said of a connection is not said in HTTP/2 (RFC 9113, 8.2.2).
        if name != "transfer-encoding" {
            response = response.header(name, value);
        }
    }
    if let Ok(mut out) = respond.send_response(response.body(()).unwrap(), false) {
        let _ = out.send_data(answer.body.into(), true);
    }
}
