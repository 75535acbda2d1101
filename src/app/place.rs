//! One context as files name it.

use crate::cloud::message::{CloudChoice, ContextInfo};

/// What belongs to a context and outlives it is kept by this.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// `prod / RegionOne / web-team`, for people.
    pub title: String,
    /// Tells it from others of that title: names of projects repeat across domains, and a cloud of
    /// the configuration may be called as the imitation one is.
    pub identity: String,
}

impl Place {
    pub fn of(info: &ContextInfo) -> Self {
        let kind = match info.cloud {
            CloudChoice::Named(_) => "named",
            CloudChoice::Environment => "environment",
            CloudChoice::Demo => "demo",
        };
        let project = info.project_id.as_str();
        Self {
            title: super::workspace::place(info),
            identity: [kind, &info.cloud_name, &info.region, project].join("\n"),
        }
    }
}
