//! Cloud, region and project in three columns: typed words find them, Enter switches.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Then};
use crate::app::field::Field;
use crate::app::remote::{Remote, Version};
use crate::cloud::message::{
    CloudChoice, CloudSummary, ContextId, ContextInfo, Project, ProjectChoice, Target,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Cloud,
    Region,
    Project,
}

#[derive(Debug)]
pub struct Switcher {
    pub query: Field,
    pub side: Side,
    pub clouds: Vec<CloudSummary>,
    pub cloud: usize,
    pub region: usize,
    pub project: usize,
    /// The first word typed that nothing here is called. What stands behind it moves nothing.
    pub unmatched: Option<String>,
    context: ContextId,
    info: ContextInfo,
    projects: Vec<Project>,
    /// The list that the projects are of.
    listed: Option<Version>,
}

impl Switcher {
    pub fn new(context: ContextId, info: &ContextInfo, clouds: &[CloudSummary]) -> Self {
        let mut clouds = clouds.to_vec();
        if !clouds.iter().any(|cloud| cloud.choice == info.cloud) {
            clouds.insert(
                0,
                CloudSummary {
                    choice: info.cloud.clone(),
                    name: info.cloud_name.clone(),
                    about: String::new(),
                },
            );
        }
        let cloud = clouds
            .iter()
            .position(|cloud| cloud.choice == info.cloud)
            .unwrap_or(0);
        let region = info
            .regions
            .iter()
            .position(|region| *region == info.region)
            .unwrap_or(0);
        Self {
            query: Field::default(),
            side: if info.regions.len() > 1 {
                Side::Region
            } else {
                Side::Cloud
            },
            clouds,
            cloud,
            region,
            project: 0,
            unmatched: None,
            context,
            info: info.clone(),
            projects: vec![Project {
                id: info.project_id.clone(),
                name: info.project_name.clone(),
            }],
            listed: None,
        }
    }

    pub fn on_paste(&mut self, text: &str) {
        self.query.paste(text);
        self.find();
    }

    /// The projects the cloud lists; the chosen one stays chosen.
    pub fn set_projects(&mut self, listed: &Remote<Vec<Project>>) {
        let projects = listed.get().map_or(&[][..], Vec::as_slice);
        if self.info.bound_to_project.is_some() || projects.is_empty() {
            return;
        }
        let version = Some(listed.version());
        if std::mem::replace(&mut self.listed, version) == version {
            return;
        }
        let chosen = self
            .projects
            .get(self.project)
            .map(|project| project.id.clone());
        self.projects = projects.to_vec();
        self.project = self
            .projects
            .iter()
            .position(|project| Some(&project.id) == chosen.as_ref())
            .unwrap_or(0);
        if !self.query.is_empty() {
            self.find();
        }
    }

    /// Back to where we are.
    fn reset(&mut self) {
        let info = &self.info;
        self.cloud = self
            .clouds
            .iter()
            .position(|c| c.choice == info.cloud)
            .unwrap_or(0);
        self.region = info
            .regions
            .iter()
            .position(|r| *r == info.region)
            .unwrap_or(0);
        self.project = self
            .projects
            .iter()
            .position(|p| p.id == info.project_id)
            .unwrap_or(0);
    }

    pub fn info(&self) -> &ContextInfo {
        &self.info
    }

    /// Whether regions and projects are known: only those of the cloud we are in.
    pub fn is_same_cloud(&self) -> bool {
        self.clouds
            .get(self.cloud)
            .is_some_and(|cloud| cloud.choice == self.info.cloud)
    }

    pub fn regions(&self) -> &[String] {
        if self.is_same_cloud() {
            &self.info.regions
        } else {
            &[]
        }
    }

    pub fn projects(&self) -> &[Project] {
        if self.is_same_cloud() {
            &self.projects
        } else {
            &[]
        }
    }

    fn place(&mut self) -> (&mut usize, usize) {
        match self.side {
            Side::Cloud => (&mut self.cloud, self.clouds.len()),
            Side::Region => (&mut self.region, self.info.regions.len()),
            Side::Project => (&mut self.project, self.projects.len()),
        }
    }

    pub fn on_key(&mut self, key: KeyEvent) -> Then {
        match key.code {
            KeyCode::Esc => return Then::Close,
            // A typing error must not switch to something else.
            KeyCode::Enter if self.unmatched.is_some() => {}
            KeyCode::Enter => return self.switch(),
            KeyCode::Down | KeyCode::Up => {
                let (place, len) = self.place();
                *place = if key.code == KeyCode::Down {
                    (*place + 1).min(len.saturating_sub(1))
                } else {
                    place.saturating_sub(1)
                };
            }
            KeyCode::Tab | KeyCode::Right => self.turn(true),
            KeyCode::BackTab | KeyCode::Left => self.turn(false),
            _ => {
                if self.query.on_key(key) {
                    self.find();
                }
            }
        }
        Then::Stay
    }

    fn turn(&mut self, forward: bool) {
        let same = self.is_same_cloud();
        self.side = match (self.side, forward) {
            _ if !same => Side::Cloud,
            (Side::Cloud, true) | (Side::Project, false) => Side::Region,
            (Side::Region, true) | (Side::Cloud, false) => Side::Project,
            (Side::Project, true) | (Side::Region, false) => Side::Cloud,
        };
    }

    /// Each word moves the column it fits best, counted from where we are: what was typed before
    /// leaves nothing behind.
    fn find(&mut self) {
        self.reset();
        self.unmatched = None;
        let query = self.query.text().to_lowercase();
        let mut side = self.side;
        for word in query.split_whitespace() {
            let region = best(self.regions().iter().map(String::as_str), word);
            let project = best(self.projects().iter().map(|p| p.name.as_str()), word);
            let cloud = best(self.clouds.iter().map(|cloud| cloud.name.as_str()), word);
            let found = [
                region.map(|(rank, at)| (rank, Side::Region, at)),
                project.map(|(rank, at)| (rank, Side::Project, at)),
                cloud.map(|(rank, at)| (rank, Side::Cloud, at)),
            ];
            let Some((_, found, at)) = found.into_iter().flatten().min_by_key(|(rank, ..)| *rank)
            else {
                self.unmatched = Some(word.to_owned());
                break;
            };
            side = found;
            match found {
                Side::Region => self.region = at,
                Side::Project => self.project = at,
                Side::Cloud => self.cloud = at,
            }
        }
        self.side = side;
    }

    fn switch(&mut self) -> Then {
        let Some(cloud) = self.clouds.get(self.cloud) else {
            return Then::Close;
        };
        if !self.is_same_cloud() {
            return Then::CloseAnd(Next::Switch(new_cloud(cloud.choice.clone())));
        }
        let region = self
            .info
            .regions
            .get(self.region)
            .unwrap_or(&self.info.region)
            .clone();
        let project = self.projects.get(self.project);
        let other_project = project.filter(|project| project.id != self.info.project_id);
        if region == self.info.region && other_project.is_none() {
            return Then::Close;
        }
        Then::CloseAnd(Next::Switch(Target {
            cloud: cloud.choice.clone(),
            region: Some(region),
            project: other_project.map(|project| ProjectChoice::Id(project.id.clone())),
            from: Some(self.context),
            password: None,
        }))
    }
}

/// A fresh login.
pub fn new_cloud(cloud: CloudChoice) -> Target {
    Target {
        cloud,
        region: None,
        project: None,
        from: None,
        password: None,
    }
}

/// The best match of a word: 0 the whole name, 1 its beginning, 2 anywhere.
fn best<'a>(names: impl Iterator<Item = &'a str>, word: &str) -> Option<(u8, usize)> {
    names
        .enumerate()
        .filter_map(|(at, name)| {
            let name = name.to_lowercase();
            let rank = if name == word {
                0
            } else if name.starts_with(word) {
                1
            } else if name.contains(word) {
                2
            } else {
                return None;
            };
            Some((rank, at))
        })
        .min()
}
