//! Keystone beyond the login: the projects a user may switch to.
//! <https://docs.openstack.org/api-ref/identity/v3/#get-available-project-scopes>

use serde_json::Value;

use super::catalog::Service;
use super::client::Client;
use super::error::Error;
use super::id::ProjectId;
use super::json;
use super::pages::{Decode, Listing, Pages};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
}

impl Client {
    /// `GET /v3/auth/projects`: where the user has a role, without the disabled, by name.
    pub async fn projects(&self) -> Result<Vec<Project>, Error> {
        let listing = Listing {
            service: Service::Identity,
            path: vec!["auth".into(), "projects".into()],
            query: Vec::new(),
            key: "projects",
            cap: None,
            sizes: None,
            decode: Decode::Row(project),
        };
        let mut projects = Pages::new(self, listing).all().await?;
        projects.sort_by_key(|project| project.name.to_lowercase());
        Ok(projects)
    }
}

fn project(row: &Value) -> Option<Project> {
    let id = json::text(row, "id")?;
    let enabled = row.get("enabled").and_then(Value::as_bool).unwrap_or(true);
    enabled.then(|| Project {
        name: json::text(row, "name").unwrap_or_else(|| id.clone()),
        id: id.into(),
    })
}
