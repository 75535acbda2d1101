//! The fields of a dialog and what stands in them.

use std::fmt;

use crate::app::area::Area;
use crate::app::field::Field;
use crate::app::launch::table::Table;

/// Names a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Id {
    Reason,
    Name,
    Description,
    Pairs,
    Tags,
    Groups,
    Port,
    AdminState,
    PortSecurity,
    MacLearning,
    How,
    Network,
    FixedIp,
    FreePort,
    FloatingIp,
    Address,
    Release,
    Volume,
    Image,
    Password,
    Again,
    Flavor,
    Disk,
    KeyFile,
    Passphrase,
    Host,
    /// The name of the instance, typed where a change that hurts is to be confirmed so.
    Typed,
}

/// A text that is shown as asterisks, and not at all in a `Debug`.
#[derive(Clone, Default)]
pub struct Masked(pub Field);

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Masked(…)")
    }
}

/// What is chosen out of a table, by id, and where its cursor stands.
#[derive(Debug, Clone, Default)]
pub struct Pick {
    pub table: Table,
    /// In the order in which they were chosen.
    pub chosen: Vec<String>,
}

#[derive(Debug, Clone)]
pub enum Value {
    Line(Field),
    /// One entry a line.
    Lines(Area),
    Secret(Masked),
    One(Pick),
    Many(Pick),
    /// With the words beside it.
    Tick(bool, &'static str),
    Radio {
        options: &'static [&'static str],
        at: usize,
    },
}

/// A field of a dialog.
#[derive(Debug, Clone)]
pub struct Input {
    pub id: Id,
    pub label: &'static str,
    pub required: bool,
    pub value: Value,
    /// Somebody has changed it: what the cloud tells later is not put over it.
    pub touched: bool,
    /// It was left once: from then on its problem is shown.
    pub visited: bool,
}

impl Input {
    fn new(id: Id, label: &'static str, value: Value) -> Self {
        Self {
            id,
            label,
            required: false,
            value,
            touched: false,
            visited: false,
        }
    }

    pub fn line(id: Id, label: &'static str, text: &str) -> Self {
        Self::new(id, label, Value::Line(Field::with(text)))
    }

    pub fn lines(id: Id, label: &'static str, text: &str) -> Self {
        Self::new(id, label, Value::Lines(Area::with(text)))
    }

    pub fn secret(id: Id, label: &'static str) -> Self {
        Self::new(id, label, Value::Secret(Masked::default()))
    }

    pub fn one(id: Id, label: &'static str) -> Self {
        Self::new(id, label, Value::One(Pick::default()))
    }

    pub fn many(id: Id, label: &'static str) -> Self {
        Self::new(id, label, Value::Many(Pick::default()))
    }

    pub fn tick(id: Id, label: &'static str, words: &'static str, on: bool) -> Self {
        Self::new(id, label, Value::Tick(on, words))
    }

    pub fn radio(id: Id, label: &'static str, options: &'static [&'static str]) -> Self {
        Self::new(id, label, Value::Radio { options, at: 0 })
    }

    #[must_use]
    pub fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    pub fn pick(&self) -> Option<&Pick> {
        match &self.value {
            Value::One(pick) | Value::Many(pick) => Some(pick),
            _ => None,
        }
    }

    pub fn pick_mut(&mut self) -> Option<&mut Pick> {
        match &mut self.value {
            Value::One(pick) | Value::Many(pick) => Some(pick),
            _ => None,
        }
    }

    /// Whether nothing was typed or chosen.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Line(field) => field.text().trim().is_empty(),
            Value::Secret(Masked(field)) => field.is_empty(),
            Value::Lines(area) => area.is_empty(),
            Value::One(pick) | Value::Many(pick) => pick.chosen.is_empty(),
            Value::Tick(..) | Value::Radio { .. } => false,
        }
    }

    /// What was proposed out of a table was seen and left so: it stands, whatever the cloud tells
    /// later.
    pub fn stand(&mut self) {
        if let Value::One(pick) = &self.value {
            self.touched |= !pick.chosen.is_empty();
        }
    }

    /// Whether letters are text here.
    pub fn takes_text(&self) -> bool {
        match &self.value {
            Value::Line(_) | Value::Lines(_) | Value::Secret(_) => true,
            Value::One(pick) | Value::Many(pick) => pick.table.is_typing(),
            Value::Tick(..) | Value::Radio { .. } => false,
        }
    }
}

/// All fields of a dialog, in the order of Tab.
#[derive(Debug, Default)]
pub struct Fields(pub Vec<Input>);

impl Fields {
    pub fn get(&self, id: Id) -> Option<&Input> {
        self.0.iter().find(|input| input.id == id)
    }

    fn get_mut(&mut self, id: Id) -> Option<&mut Input> {
        self.0.iter_mut().find(|input| input.id == id)
    }

    /// A line, without the blanks around it.
    pub fn text(&self, id: Id) -> &str {
        match self.get(id).map(|input| &input.value) {
            Some(Value::Line(field)) => field.text().trim(),
            _ => "",
        }
    }

    /// A line as an option of a request: `None` when it is empty.
    pub fn given(&self, id: Id) -> Option<String> {
        let text = self.text(id);
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub fn secret(&self, id: Id) -> &str {
        match self.get(id).map(|input| &input.value) {
            Some(Value::Secret(Masked(field))) => field.text(),
            _ => "",
        }
    }

    pub fn lines(&self, id: Id) -> String {
        match self.get(id).map(|input| &input.value) {
            Some(Value::Lines(area)) => area.text(),
            _ => String::new(),
        }
    }

    pub fn one(&self, id: Id) -> Option<&str> {
        self.many(id).first().map(String::as_str)
    }

    pub fn many(&self, id: Id) -> &[String] {
        let pick = self.get(id).and_then(Input::pick);
        pick.map_or(&[], |pick| &pick.chosen)
    }

    pub fn is_ticked(&self, id: Id) -> bool {
        matches!(
            self.get(id).map(|input| &input.value),
            Some(Value::Tick(true, _))
        )
    }

    /// Which of a few, from 0.
    pub fn radio(&self, id: Id) -> usize {
        match self.get(id).map(|input| &input.value) {
            Some(Value::Radio { at, .. }) => *at,
            _ => 0,
        }
    }

    pub fn is_touched(&self, id: Id) -> bool {
        self.get(id).is_some_and(|input| input.touched)
    }

    /// Whoever goes to the buttons has seen what is proposed: see [`Input::stand`].
    pub fn stand(&mut self) {
        self.0.iter_mut().for_each(Input::stand);
    }

    /// Chooses what is known to be so, unless somebody has chosen.
    pub fn propose(&mut self, id: Id, chosen: Vec<String>) {
        if let Some(input) = self.get_mut(id).filter(|input| !input.touched)
            && let Some(pick) = input.pick_mut()
        {
            pick.chosen = chosen;
        }
    }

    /// Puts a text into a line, unless somebody has typed there.
    pub fn propose_text(&mut self, id: Id, text: &str) {
        if let Some(input) = self.get_mut(id).filter(|input| !input.touched)
            && let Value::Line(field) = &mut input.value
            && field.text() != text
        {
            field.set(text);
        }
    }

    pub fn propose_tick(&mut self, id: Id, on: bool) {
        if let Some(input) = self.get_mut(id).filter(|input| !input.touched)
            && let Value::Tick(ticked, _) = &mut input.value
        {
            *ticked = on;
        }
    }

    /// What was said of one thing does not hold for another: from now on it is proposed anew.
    pub fn forget(&mut self, id: Id) {
        if let Some(input) = self.get_mut(id) {
            input.touched = false;
            input.visited = false;
        }
    }
}
