//! HTTP/1.1 by hand, so that it can be spoken wrongly.

use std::fmt::Write as _;
use std::io;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Heard {
    pub method: String,
    /// The query included.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn has_token(&self) -> bool {
        header(&self.headers, "x-auth-token").is_some()
    }
}

/// An answer, still as it should be.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The words after the status, if others than usual.
    pub reason: Option<String>,
}

impl Answer {
    pub fn new(status: u16, body: &str) -> Self {
        Self {
            status,
            reason: None,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.as_bytes().to_vec(),
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    pub fn saying(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Status line and headers, for a body of that length.
    pub fn head(&self, length: usize) -> Vec<u8> {
        let mut head = self.head_without_length();
        head.extend(format!("content-length: {length}\r\n\r\n").bytes());
        head
    }

    /// The same without the line that ends it.
    pub fn head_without_length(&self) -> Vec<u8> {
        let mut head = format!(
            "HTTP/1.1 {} {}\r\n",
            self.status,
            self.reason.as_deref().unwrap_or("Spoilt")
        );
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.into_bytes()
    }
}

type Head = (String, Vec<(String, String)>);

/// The next request of a connection; `None` when there is none any more.
pub async fn request<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> io::Result<Option<Heard>> {
    let Some((line, headers)) = head(stream).await? else {
        return Ok(None);
    };
    let mut words = line.split(' ').map(str::to_owned);
    let method = words.next().unwrap_or_default();
    let path = words.next().unwrap_or_default();
    let length = header(&headers, "content-length").and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    Ok(Some(Heard {
        method,
        path,
        headers,
        body,
    }))
}

/// The answer of a cloud that closes the connection after it.
pub async fn answer<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> io::Result<Answer> {
    let Some((line, mut headers)) = head(stream).await? else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    let mut body = Vec::new();
    stream.read_to_end(&mut body).await?;
    headers.retain(|(name, _)| name != "content-length" && name != "connection");
    Ok(Answer {
        status: status.unwrap_or_default(),
        headers,
        body,
        reason: None,
    })
}

async fn head<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> io::Result<Option<Head>> {
    let mut first = String::new();
    if stream.read_line(&mut first).await? == 0 {
        return Ok(None);
    }
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            return Ok(Some((first.trim_end().to_owned(), headers)));
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

pub fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = headers.iter().filter(|(known, _)| known == name);
    found.next().map(|(_, value)| value.as_str())
}
