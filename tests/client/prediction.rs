//! What the wizard says of a flavor before anything is sent, and what Nova says when it is sent:
//! the same reasons and the same numbers.

use horizon_tui::app::launch::disk::RootDisk;
use horizon_tui::app::launch::fit::{Demand, Fit, Misfit};
use horizon_tui::openstack::compute::{BootFrom, Limits, NewServer, Quota};
use horizon_tui::openstack::image::Image;
use horizon_tui::openstack::{Client, Error, Kind};

use crate::world::{World, name, nics};

/// A quota that a refusal names: its resource, what was asked for, what is used, the limit.
type Exceeded = (String, u64, u64, u64);

/// `Quota exceeded for cores, ram: Requested 4, 8192, but already used 1, 512 of 4, 3 cores, ram`.
/// Where several are exceeded Nova's last list of numbers follows the names of the first.
fn exceeded(message: &str) -> Vec<Exceeded> {
    let between = |from: &str, to: &str| {
        let rest = message.split_once(from).expect(from).1;
        rest.split_once(to).expect(to).0.to_owned()
    };
    let list = |text: String| -> Vec<String> {
        let words = text.split(',').map(|word| {
            let word = word.trim();
            word.split(' ').next().unwrap_or(word).to_owned()
        });
        words.collect()
    };
    let names = list(between("Quota exceeded for ", ": Requested"));
    let asked = list(between("Requested ", ", but already used"));
    let used = list(between("already used ", " of "));
    let limit = list(message.split_once(" of ").expect("of").1.to_owned());
    let number = |words: &[String], at: usize| words[at].parse().unwrap();
    let mut all: Vec<_> = (0..names.len())
        .map(|at| {
            (
                names[at].clone(),
                number(&asked, at),
                number(&used, at),
                number(&limit, at),
            )
        })
        .collect();
    all.sort();
    all
}

/// The same, as the wizard counts.
fn predicted(fit: &Fit) -> Vec<Exceeded> {
    let quota = |misfit: &Misfit| match *misfit {
        Misfit::Instances(over) => Some(("instances", over)),
        Misfit::Cores(over) => Some(("cores", over)),
        Misfit::Ram(over) => Some(("ram", over)),
        _ => None,
    };
    let mut all: Vec<_> = fit
        .misfits
        .iter()
        .filter_map(quota)
        .map(|(name, over)| (name.to_owned(), over.needs, over.used, over.limit))
        .collect();
    all.sort();
    all
}

fn demand<'a>(image: &'a Image, limits: &'a Limits, count: u32) -> Demand<'a> {
    Demand {
        image: Some(image),
        min_ram_mib: image.min_ram_mib,
        root: RootDisk::Local,
        volume_follows_flavor: false,
        zero_disk_allowed: false,
        single: false,
        count,
        limits: Some(limits),
        volume_limits: None,
    }
}

/// What the cloud answers to a launch that is expected to be refused. If it is not, the servers
/// are taken away before anything is said.
async fn refusal(world: &World, client: &Client, new: &NewServer) -> Error {
    match client.create_servers(new).await {
        Err(error) => error,
        Ok(launched) => {
            for (id, _) in &launched.servers {
                world.remove(client, id).await;
            }
            panic!("{new:?} was expected to be refused");
        }
    }
}

/// A launch on the first usable network, of a flavor and count.
async fn wanted(client: &Client, image: &Image, flavor: &str, count: u32) -> NewServer {
    let networks = client.networks().await.unwrap();
    let boot = BootFrom::Image(image.id.clone());
    let mut new = NewServer::new(&name("predicted"), boot, flavor.into());
    new.count = count;
    new.networking = nics(crate::world::network(client, &networks));
    new
}

#[tokio::test]
async fn the_quota_is_exceeded_by_the_resources_and_numbers_that_were_predicted() {
    let world = World::open().await;
    let client = world.client().await;
    let images = client.images().all().await.unwrap();
    let flavors = client.flavors().await.unwrap();
    let (image, _) = crate::world::smallest(&images, &flavors);
    let image = images.iter().find(|other| other.id == image).unwrap();
    let limits = client.limits().await.unwrap();
    let Some(free) = limits.instances.and_then(Quota::free) else {
        return; // Without a limit nothing can be exceeded.
    };
    let count = u32::try_from(free).unwrap() + 1;
    let mut compared = 0;
    for flavor in &flavors {
        let fit = Fit::of(flavor, demand(image, &limits, count));
        let of_image = |misfit: &Misfit| {
            matches!(
                misfit,
                Misfit::MinDisk { .. }
                    | Misfit::MinRam { .. }
                    | Misfit::Size { .. }
                    | Misfit::ZeroDisk
            )
        };
        if fit.misfits.iter().any(of_image) {
            continue; // Refused before the quota is looked at.
        }
        let new = wanted(&client, image, flavor.id.as_str(), count).await;
        let error = refusal(&world, &client, &new).await;
        assert_eq!(error.kind, Kind::OverQuota, "{}: {error}", flavor.name);
        assert_eq!(
            exceeded(&error.message),
            predicted(&fit),
            "{}: {}",
            flavor.name,
            error.message
        );
        compared += 1;
    }
    assert!(compared > 0);
}

#[tokio::test]
async fn a_flavor_too_small_for_its_image_is_refused_as_was_predicted() {
    let world = World::open().await;
    let client = world.client().await;
    let images = client.images().all().await.unwrap();
    let flavors = client.flavors().await.unwrap();
    let limits = Limits::default();
    let mut compared = 0;
    // What is mapped to volumes has no disk of the flavor's.
    let local = |image: &&Image| image.is_bootable() && !image.is_volume_backed();
    for image in images.iter().filter(local) {
        let misfit = flavors.iter().find_map(|flavor| {
            let fit = Fit::of(flavor, demand(image, &limits, 1));
            (!fit.fits()).then_some((flavor, fit.misfits))
        });
        let Some((flavor, misfits)) = misfit else {
            continue;
        };
        let new = wanted(&client, image, flavor.id.as_str(), 1).await;
        let error = refusal(&world, &client, &new).await;
        // Nova says one of the reasons, all of which were predicted.
        let said = misfits.iter().any(|misfit| {
            error.message.contains(match misfit {
                Misfit::MinRam { .. } => "Flavor's memory is too small for requested image",
                Misfit::MinDisk { .. } => "Flavor's disk is smaller than the minimum size",
                Misfit::Size { .. } => "Flavor's disk is too small for requested image",
                Misfit::ZeroDisk => "Only volume-backed servers are allowed",
                quota => panic!("no quota was given, and yet {quota:?}"),
            })
        });
        let about = format!("{} on {}", image.title(), flavor.name);
        assert!(said, "{about}: {misfits:?}: {error}");
        compared += 1;
    }
    assert!(compared > 0);
}
