//! Opening sessions: from the configuration, or from a session of the same cloud.

use super::message::{CloudChoice, ContextInfo, ProjectChoice, Reason, Refusal, Target};
use super::refusal::{NAMELESS, of_connect};
use super::worker::Shared;
use crate::openstack::catalog::Service;
use crate::openstack::config::{self, Choices, CloudConfig, Credential, ProjectScope, Source};
use crate::openstack::patience::Patience;
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
        .filter(|_| target.password.is_none())
        .and_then(|context| shared.session(context))
        .filter(|session| session.cloud == target.cloud);
    let client = match from {
        Some(session) if !is_elsewhere(&session.client, &target) => {
            let name = spoken(&target.cloud, session.client.config());
            let credential = session.client.config().credential.clone();
            switch(session.client, &target)
                .await
                .map_err(|error| of_connect(&name, &credential, error))?
        }
        from => {
            let target = as_in(from.as_ref(), target.clone());
            let config = configure(shared, &target).await?;
            // The imitation is gone when the program is.
            let cache = shared.sources.cache.as_ref();
            let cache = cache.filter(|_| target.cloud != CloudChoice::Demo);
            Client::connect_with(&config, shared.observer(), cache)
                .await
                .map_err(|error| {
                    let name = spoken(&target.cloud, &config);
                    of_connect(&name, &config.credential, error)
                })?
        }
    };
    if let Some(project) = &target.project
        && client.bound_to_project().is_some()
        && !is_in(&client, project)
    {
        return Err(elsewhere(&client, project));
    }
    Ok(Session {
        cloud: target.cloud,
        client,
    })
}

/// What a sentence calls the cloud.
fn spoken(choice: &CloudChoice, config: &CloudConfig) -> String {
    match choice {
        CloudChoice::Environment => NAMELESS.into(),
        CloudChoice::Named(_) | CloudChoice::Demo => config.name.clone(),
    }
}

/// Whether the region has values of its own in the configuration, or the present one has: those
/// may be another Keystone's, where the token is worth nothing.
fn is_elsewhere(client: &Client, target: &Target) -> bool {
    let particular = &client.config().particular_regions;
    target.region.as_deref().is_some_and(|region| {
        region != client.region()
            && [region, client.region()]
                .iter()
                .any(|region| particular.iter().any(|name| name == region))
    })
}

/// What a login anew takes over from the session: a password that was typed for it, and the
/// project if the user has left the configured one. Ids of projects differ between Keystones.
fn as_in(from: Option<&Session>, target: Target) -> Target {
    let Some(Session { client, .. }) = from else {
        return target;
    };
    let typed = match &client.config().credential {
        Credential::Password { password, .. } => Some(password.clone()),
        Credential::Token(_) | Credential::ApplicationCredential { .. } => None,
    };
    let project = || {
        let switched = client.has_switched_project();
        switched.then(|| ProjectChoice::Name(client.project().1))
    };
    Target {
        password: target.password.or(typed),
        project: target.project.or_else(project),
        ..target
    }
}

async fn switch(client: Client, target: &Target) -> Result<Client, ConnectError> {
    let client = match &target.region {
        Some(region) => client.in_region(region).await?,
        None => client,
    };
    match &target.project {
        Some(project) if client.bound_to_project().is_some() && is_in(&client, project) => {
            Ok(client)
        }
        Some(project) => {
            let scope = scope(project, client.config());
            client.in_project(scope).await
        }
        None => Ok(client),
    }
}

async fn configure(shared: &Shared, target: &Target) -> Result<CloudConfig, Refusal> {
    let env = &shared.sources.environment;
    let choices = Choices {
        password: target.password.as_ref(),
        region: target.region.as_deref(),
        project: target.project.as_ref(),
    };
    let mut config = match &target.cloud {
        CloudChoice::Named(name) => config::resolve_with(env, Source::Named(name), choices)?,
        CloudChoice::Environment => config::resolve_with(env, Source::Environment, choices)?,
        CloudChoice::Demo => {
            let mut config = shared.imitation.config().await?;
            if let Some(project) = &target.project {
                config.project = Some(scope(project, &config));
            }
            config.region = target.region.clone().or(config.region);
            config
        }
    };
    config.patience = Patience {
        answer: config.patience.answer,
        ..shared.sources.patience.clone()
    };
    Ok(config)
}

/// A project chosen by name is looked for in the domain of the configured one.
fn scope(project: &ProjectChoice, config: &CloudConfig) -> ProjectScope {
    match project {
        ProjectChoice::Id(id) => ProjectScope::Id(id.clone()),
        ProjectChoice::Name(name) => ProjectScope::Name {
            name: name.clone(),
            domain: config.project_domain.clone(),
        },
    }
}

fn is_in(client: &Client, project: &ProjectChoice) -> bool {
    let (id, name) = client.project();
    match project {
        ProjectChoice::Id(asked) => *asked == id,
        // Keystone is as lenient.
        ProjectChoice::Name(asked) => asked.eq_ignore_ascii_case(&name),
    }
}

/// The application credential is of another project than was asked for: what is launched would
/// go astray.
fn elsewhere(client: &Client, asked: &ProjectChoice) -> Refusal {
    let asked = match asked {
        ProjectChoice::Id(id) => id.as_str(),
        ProjectChoice::Name(name) => name,
    };
    let (_, name) = client.project();
    Refusal::new(
        Reason::Other,
        format!(
            "The application credential is bound to the project {name}, and {asked} was asked \
             for: leave the project out, or log in with a password."
        ),
    )
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
        has_volume: client.has(Service::Volume),
        is_admin: client.is_admin(),
        insecure: client.is_insecure(),
        warnings: client.warnings(),
    }
}
