//! The venue on a real socket: what a connection may cost. Time stands still and jumps to the next
//! deadline when nobody has anything to do, so that no test waits.

#[path = "../fixture/mod.rs"]
mod fixture;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use fixture::Fixture;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use verbale_record::{Opening, commitment::Kind};
use verbale_server::{
    limits::{CONNECTIONS_MAX, HEAD_BYTES_MAX, HEADERS_MAX, WRITE_STALL_TIME_MAX},
    serve::serve_at_most,
};
use verbale_store::MemoryStore;

/// A venue that is being served.
struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
    fixture: Fixture,
}

async fn served() -> Served {
    served_at_most(CONNECTIONS_MAX).await
}

async fn served_at_most(connections: usize) -> Served {
    let fixture = Fixture::in_store(Arc::new(MemoryStore::new()), 3).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        // Dropping the sender stops the venue as sending does.
        let _ = stopped.await;
    };
    let ended = tokio::spawn(serve_at_most(connections, listener, fixture.state.clone(), shutdown));
    Served { address, stop, ended, fixture }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }

    /// What is answered to bytes until the connection ends.
    async fn answer_to(&self, bytes: &[u8]) -> String {
        let mut connection = self.connect().await;
        connection.write_all(bytes).await.expect("written");
        read_to_end(&mut connection).await
    }
}

async fn read_to_end(connection: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A connection that is cut off has said what it had to say.
    let _ = connection.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Reads one answer without a body.
async fn read_head(connection: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.expect("a whole head"));
    }
    String::from_utf8(head).expect("ASCII")
}

const PING: &[u8] = b"HEAD /api/v1/problems HTTP/1.1\r\nhost: venue\r\n\r\n";

#[tokio::test]
async fn one_connection_carries_many_requests() {
    let served = served().await;
    let mut connection = served.connect().await;
    for _ in 0..3 {
        connection.write_all(PING).await.expect("written");
        assert!(read_head(&mut connection).await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_or_has_too_many_headers_is_refused() {
    let served = served().await;
    let long = format!("GET / HTTP/1.1\r\nhost: venue\r\nx: {}\r\n\r\n", "x".repeat(HEAD_BYTES_MAX));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(HEADERS_MAX + 1));
    for request in [long, many] {
        let answer = served.answer_to(request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_the_venue_goes_on() {
    let served = served().await;
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = served.answer_to(bytes).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    }
    let mut connection = served.connect().await;
    connection.write_all(PING).await.expect("written");
    assert!(read_head(&mut connection).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_to_its_end_ends_the_connection() {
    let served = served().await;
    assert_eq!(served.answer_to(b"GET / HTTP/1.1\r\nhost: ven").await, "");
    assert_eq!(served.answer_to(b"").await, "", "nor is a connection kept that asks nothing");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_to_its_end_is_answered_with_a_problem() {
    let served = served().await;
    let request = "POST /api/v1/processes/istanbul/rooms/public/notes HTTP/1.1\r\nhost: venue\r\n\
                   content-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    let answer = served.answer_to(request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("/api/v1/problems/timed_out"), "{answer}");
    assert!(answer.contains("content-security-policy"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_takes_nothing_is_cut_off() {
    let served = served().await;
    let editor = &served.fixture.editor;
    for number in 0..24u8 {
        let document = Opening { salt: [number; 32], content: vec![number; 1_000_000] };
        let act = format!(
            r#"{{"act":"statement","signers":["{}"],"annexes":[{{"commitment":"{}","role":"document","bytes":1000000}}]}}"#,
            editor.key.name(),
            document.commit(Kind::Annex, &editor.room),
        );
        served.fixture.submit(editor.submission(&act, &format!("large {number}"), vec![document])).await;
    }
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(16_384).expect("a small buffer");
    let mut connection = socket.connect(served.address).await.expect("a connection");
    connection
        .write_all(b"GET /istanbul/archive.verbale HTTP/1.1\r\nhost: venue\r\n\r\n")
        .await
        .expect("written");
    read_head(&mut connection).await;
    for _ in 0..100 {
        tokio::time::advance(WRITE_STALL_TIME_MAX / 4).await;
    }
    let rest = read_to_end(&mut connection).await;
    assert!(rest.len() < 24_000_000, "{} bytes came", rest.len());
}

/// Longest that an answer may take in a test whose time jumps when nobody has anything to do.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(3_600);

#[tokio::test(start_paused = true)]
async fn a_stream_of_events_takes_no_place_from_those_who_ask() {
    let served = served_at_most(1).await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        let mut stream = served.connect().await;
        let request = "GET /api/v1/processes/istanbul/events HTTP/1.1\r\nhost: venue\r\n\r\n";
        stream.write_all(request.as_bytes()).await.expect("written");
        let head = timeout(ANSWER_TIME_MAX, read_head(&mut stream)).await.expect("it has a place of its own");
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("connection: close"), "{head}");
        streams.push(stream);
    }
    for _ in 0..2 {
        let mut asking = served.connect().await;
        asking.write_all(PING).await.expect("written");
        let head = timeout(ANSWER_TIME_MAX, read_head(&mut asking)).await.expect("the one place is free");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    }
    served.stop.send(()).expect("it runs");
    for mut stream in streams {
        assert!(read_to_end(&mut stream).await.ends_with("0\r\n\r\n"), "a stream ends with the venue");
    }
}

#[tokio::test]
async fn a_request_under_way_is_answered_when_the_venue_stops() {
    let served = served().await;
    let mut idle = served.connect().await;
    idle.write_all(PING).await.expect("written");
    assert!(read_head(&mut idle).await.starts_with("HTTP/1.1 200"));
    let mut under_way = served.connect().await;
    let head = "POST /api/v1/processes/istanbul/rooms/public/notes HTTP/1.1\r\nhost: venue\r\n\
                content-type: application/json\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n";
    under_way.write_all(head.as_bytes()).await.expect("written");
    // The venue asks for the body once it has begun to read the request.
    assert!(read_head(&mut under_way).await.starts_with("HTTP/1.1 100"));

    served.stop.send(()).expect("it runs");
    assert_eq!(read_to_end(&mut idle).await, "", "an idle connection ends");
    under_way.write_all(b"{}").await.expect("written");
    let answer = read_to_end(&mut under_way).await;
    assert!(answer.starts_with("HTTP/1.1 422") && answer.contains("invalid_value"), "{answer}");
    served.ended.await.expect("no panic").expect("no error");
    assert!(TcpStream::connect(served.address).await.is_err(), "nobody listens");
}
