//! Opening sessions: from the configuration, or from a session of the same cloud.

use super::message::{CloudChoice, ContextInfo, ProjectChoice, Refusal, Target};
use super::refusal::of_connect;
use super::worker::Shared;
use crate::openstack::catalog::Service;
use crate::openstack::config::{self, CloudConfig, Domain, ProjectScope, Source};
use crate::openstack::{Client, ConnectError};

/// An open session and whose it is.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) cloud: CloudChoice,
    pub(super) client: Client,
}

/// Logs in as `target` says.
pub(super) async fn open(shared: &Shared, target: Target) -> Result<Session, Refusal> {
    let from = target
        .from
        .and_then(|context| shared.session(context))
        .filter(|session| session.cloud == target.cloud);
    let client = if let Some(session) = from {
        let name = spoken(&target.cloud, session.client.config());
        switch(session.client, &target)
            .await
            .map_err(|error| of_connect(&name, error))?
    } else {
        let config = configure(shared, &target).await?;
        Client::connect(&config, shared.observer())
            .await
            .map_err(|error| of_connect(&spoken(&target.cloud, &config), error))?
    };
    Ok(Session {
        cloud: target.cloud,
        client,
    })
}

/// What a sentence calls the cloud.
fn spoken(choice: &CloudChoice, config: &CloudConfig) -> String {
    match choice {
        CloudChoice::Environment => "The cloud of OS_AUTH_URL".into(),
        CloudChoice::Named(_) | CloudChoice::Demo => config.name.clone(),
    }
}

async fn switch(client: Client, target: &Target) -> Result<Client, ConnectError> {
    let client = match &target.region {
        Some(region) => client.in_region(region).await?,
        None => client,
    };
    match &target.project {
        Some(project) => {
            let scope = scope(project, client.config());
            client.in_project(scope).await
        }
        None => Ok(client),
    }
}

async fn configure(shared: &Shared, target: &Target) -> Result<CloudConfig, Refusal> {
    let env = &shared.sources.environment;
    let password = target.password.as_ref();
    let mut config = match &target.cloud {
        CloudChoice::Named(name) => config::resolve(env, Source::Named(name), password)?,
        CloudChoice::Environment => config::resolve(env, Source::Environment, password)?,
        CloudChoice::Demo => shared.imitation.config().await?,
    };
    if let Some(project) = &target.project {
        config.project = Some(scope(project, &config));
    }
    if let Some(region) = &target.region {
        config.region = Some(region.clone());
    }
    Ok(config)
}

/// A project chosen by name is looked for in the domain of the configured one.
fn scope(project: &ProjectChoice, config: &CloudConfig) -> ProjectScope {
    match project {
        ProjectChoice::Id(id) => ProjectScope::Id(id.clone()),
        ProjectChoice::Name(name) => ProjectScope::Name {
            name: name.clone(),
            domain: match &config.project {
                Some(ProjectScope::Name { domain, .. }) => domain.clone(),
                _ => Domain::Id("default".into()),
            },
        },
    }
}

pub(super) fn info(session: &Session) -> ContextInfo {
    let client = &session.client;
    let (project_id, project_name) = client.project();
    ContextInfo {
        cloud: session.cloud.clone(),
        cloud_name: client.config().name.clone(),
        region: client.region().to_owned(),
        project_id,
        project_name,
        user_name: client.user_name(),
        regions: client.regions(),
        bound_to_project: client.bound_to_project(),
        has_compute: client.has(Service::Compute),
        has_image: client.has(Service::Image),
        has_network: client.has(Service::Network),
        is_admin: client.is_admin(),
        insecure: client.is_insecure(),
        warnings: client.warnings(),
    }
}
