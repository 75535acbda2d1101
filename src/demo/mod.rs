//! An imitation cloud behind real HTTP on loopback. It shares no types with the client.
