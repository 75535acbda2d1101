//! The demo, asked without a socket.
