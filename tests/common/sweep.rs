//! Takes away what a flow has left behind on a real cloud, however it ended.

use std::sync::Arc;

use horizon_tui::openstack::config::{self, Source};
use horizon_tui::openstack::{Client, Environment};
use tokio::runtime::Runtime;

/// Every server and image whose name begins so, deleted when this goes.
pub struct Sweep {
    prefix: String,
}

impl Sweep {
    pub fn of(prefix: &str) -> Self {
        assert!(prefix.len() > 8, "too short to be ours alone");
        Self {
            prefix: prefix.to_owned(),
        }
    }

    async fn sweep(&self) -> Option<()> {
        let env = Environment::of_process();
        let name = env.var("OS_CLOUD")?;
        let config = config::resolve(&env, Source::Named(name), None).ok()?;
        let client = Client::connect(&config, Arc::new(|_| ())).await.ok()?;
        for server in client.servers(None).all().await.ok()? {
            if server.name.starts_with(&self.prefix) {
                let _ = client.delete_server(&server.id).await;
            }
        }
        for image in client.images().all().await.ok()? {
            if image.title().starts_with(&self.prefix) {
                let _ = client.delete_image(&image.id).await;
            }
        }
        Some(())
    }
}

impl Drop for Sweep {
    fn drop(&mut self) {
        if let Ok(runtime) = Runtime::new() {
            runtime.block_on(self.sweep());
        }
    }
}
