//! Who may sign in, and to what.

pub(crate) struct User {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) default_project: Option<&'static str>,
}

pub(crate) struct Project {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) enabled: bool,
    pub(crate) description: &'static str,
    pub(crate) quota: Quota,
}

/// −1 is unlimited.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quota {
    pub(crate) instances: i64,
    pub(crate) cores: i64,
    pub(crate) ram: i64,
    /// Cinder's; snapshots count as gigabytes too.
    pub(crate) volumes: i64,
    pub(crate) gigabytes: i64,
    /// Neutron's.
    pub(crate) ports: i64,
    pub(crate) floating_ips: i64,
}

impl Quota {
    /// So much more of everything that is limited.
    pub(crate) fn and(self, more: Self) -> Self {
        let add = |limit: i64, more: i64| if limit < 0 { limit } else { limit + more };
        Self {
            instances: add(self.instances, more.instances),
            cores: add(self.cores, more.cores),
            ram: add(self.ram, more.ram),
            volumes: add(self.volumes, more.volumes),
            gigabytes: add(self.gigabytes, more.gigabytes),
            ports: add(self.ports, more.ports),
            floating_ips: add(self.floating_ips, more.floating_ips),
        }
    }
}

pub(crate) const KEYPAIR_QUOTA: usize = 100;

pub(crate) const ADMIN: User = User {
    id: "a0d2c7a1e5f94b0c8b6f3a9d7e2c4b18",
    name: "admin",
    default_project: Some(ADMIN_PROJECT.id),
};

/// Who may sign in; everyone's password is the same.
pub(crate) const USERS: [User; 2] = [
    ADMIN,
    User {
        id: "6e4aa083265c438ca0c495abfeb1e8d2",
        name: super::super::USERNAME,
        default_project: Some(PROJECTS[0].id),
    },
];
pub(crate) const DEMO_USER: &User = &USERS[1];

pub(crate) const ADMIN_PROJECT: Project = Project {
    id: "b9fa3f2ce2ff43738b83733ecb85fee9",
    name: "admin",
    enabled: true,
    description: "",
    quota: Quota {
        instances: -1,
        cores: -1,
        ram: -1,
        volumes: -1,
        gigabytes: -1,
        ports: -1,
        floating_ips: -1,
    },
};

pub(crate) static PROJECTS: [Project; 4] = [
    Project {
        id: "41f8816b7787457996b1e45ce6f9e989",
        name: super::super::PROJECT,
        enabled: true,
        description: "What horizon-tui --demo opens",
        quota: Quota {
            instances: 40,
            cores: 100,
            ram: 262_144,
            volumes: 10,
            gigabytes: 1000,
            ports: 500,
            floating_ips: 50,
        },
    },
    Project {
        id: "b2d0fc2ebf704e3db16d4b49fbc9015a",
        name: "demo2",
        enabled: true,
        description: "A small quota",
        quota: Quota {
            instances: 3,
            cores: 4,
            ram: 8192,
            volumes: 2,
            gigabytes: 40,
            ports: 4,
            floating_ips: 1,
        },
    },
    Project {
        id: "c57e2a90d8f64e61a3b1f07d92be6c44",
        name: "retired",
        enabled: false,
        description: "Closed at the end of 2025",
        quota: Quota {
            instances: 0,
            cores: 0,
            ram: 0,
            volumes: 0,
            gigabytes: 0,
            ports: 0,
            floating_ips: 0,
        },
    },
    ADMIN_PROJECT,
];
pub(crate) static DEMO: &Project = &PROJECTS[0];
pub(crate) static DEMO2: &Project = &PROJECTS[1];
