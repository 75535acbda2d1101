//! Identifiers. Each kind has its own type, so that a server's id is never sent where an image's
//! belongs. `OpenStack` ids are opaque strings: 32 hex digits, dashed UUIDs, or `"1"`.

use std::fmt;
use std::sync::Arc;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        impl From<Arc<str>> for $name {
            fn from(id: Arc<str>) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )*};
}

ids! {
    /// A Nova server.
    ServerId;
    /// A Glance image.
    ImageId;
    /// A Nova flavor.
    FlavorId;
    /// A Neutron network.
    NetworkId;
    /// A Neutron security group.
    SecurityGroupId;
    /// A Neutron port.
    PortId;
    /// A Neutron floating IP.
    FloatingIpId;
    /// A Nova server group.
    ServerGroupId;
    /// A Cinder volume.
    VolumeId;
    /// A Cinder snapshot.
    VolumeSnapshotId;
    /// A Keystone project.
    ProjectId;
}
