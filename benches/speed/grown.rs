//! The recorded cloud with more to choose from: what it has is copied under other ids and names.

use horizon_tui::cloud::message::{Data, Page, Project, Read};

use super::script::{Answer, Script};

/// So many of each.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub projects: usize,
    pub regions: usize,
    pub images: usize,
    pub flavors: usize,
    pub networks: usize,
    pub ports: usize,
    pub groups: usize,
    pub key_pairs: usize,
}

pub const FEW: Sizes = Sizes {
    projects: 10,
    regions: 10,
    images: 20,
    flavors: 10,
    networks: 10,
    ports: 10,
    groups: 10,
    key_pairs: 10,
};

pub const MANY: Sizes = Sizes {
    projects: 1000,
    regions: 60,
    images: 2000,
    flavors: 500,
    networks: 1000,
    ports: 5000,
    groups: 1000,
    key_pairs: 1000,
};

impl Script {
    /// The same cloud, offering so many.
    pub fn offering(mut self, sizes: Sizes) -> Self {
        if let Ok(info) = &mut self.connected {
            info.regions.truncate(1);
            let more = 1..sizes.regions;
            info.regions.extend(more.map(|n| format!("region-{n:02}")));
            let known = Project {
                id: info.project_id.clone(),
                name: info.project_name.clone(),
            };
            let more = (1..sizes.projects).map(|n| Project {
                id: format!("project-{n}").as_str().into(),
                name: format!("team-{n:04}"),
            });
            self.answers.push(Answer {
                read: Read::Projects,
                pages: Vec::new(),
                end: Ok(Data::Projects(std::iter::once(known).chain(more).collect())),
            });
        }
        for answer in &mut self.answers {
            if answer.read == Read::Images {
                grow_images(&mut answer.pages, sizes.images);
            }
            if let Ok(data) = &mut answer.end {
                grow(data, sizes);
            }
        }
        self
    }
}

fn grow(data: &mut Data, sizes: Sizes) {
    match data {
        Data::Flavors(flavors) => copies(flavors, sizes.flavors, |flavor, n| {
            flavor.id = format!("{n}").as_str().into();
            flavor.name = format!("{}-{n}", flavor.name).into();
        }),
        Data::Networks(networks) => copies(networks, sizes.networks, |network, n| {
            network.id = format!("{}-{n}", network.id).as_str().into();
            network.name = format!("{}-{n}", network.name);
        }),
        Data::Ports(ports) => copies(ports, sizes.ports, |port, n| {
            port.id = format!("{}-{n}", port.id).as_str().into();
            port.name = format!("port-{n}");
        }),
        Data::SecurityGroups(groups) => copies(groups, sizes.groups, |group, n| {
            group.id = format!("{}-{n}", group.id).as_str().into();
            group.name = format!("{}-{n}", group.name);
        }),
        // Each group has as many as the one it was copied from.
        Data::SecurityGroupRules(rules) => copies(rules, 4 * sizes.groups, |rule, n| {
            rule.group = format!("{}-{}", rule.group, n / 4).as_str().into();
        }),
        Data::KeyPairs(pairs) => copies(pairs, sizes.key_pairs, |pair, n| {
            pair.name = format!("{}-{n}", pair.name);
        }),
        _ => {}
    }
}

fn grow_images(pages: &mut Vec<Page>, count: usize) {
    let mut all = Vec::new();
    for page in pages.iter() {
        if let Page::Images(images) = page {
            all.extend(images.iter().cloned());
        }
    }
    copies(&mut all, count, |image, n| {
        image.id = format!("{}-{n}", image.id).as_str().into();
        image.name = Some(format!("{}-{n}", image.title()));
    });
    *pages = all
        .chunks(1000)
        .map(|page| Page::Images(page.to_vec()))
        .collect();
}

/// So many of them, the first as it was, the others changed.
fn copies<T: Clone>(all: &mut Vec<T>, count: usize, change: impl Fn(&mut T, usize)) {
    let some = std::mem::take(all);
    let some = some.iter().cycle().take(count).cloned();
    *all = some.collect();
    for (n, one) in all.iter_mut().enumerate().skip(1) {
        change(one, n);
    }
}
