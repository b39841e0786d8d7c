//! Quality: the survey of all leads or of one import, as bars and tables that lead to the leads themselves.

mod findings;

use std::sync::Arc;

use crate::app::beside::{Ask, LeadScope, Surveyed, Visit, Wish};
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Item, Picker, Prompt};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::message::Message;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen, warn};
use crate::app::screens::output;
use crate::keys::{Action, Context};
use crate::quality::column::Column;
use crate::quality::{Scope, Survey};
use crate::text::{plural, safe};

pub use findings::{Line as FindingLine, lines, percent};

/// The state of the screen.
#[derive(Debug)]
pub struct Quality {
    /// What is surveyed.
    pub scope: Scope,
    /// Whether the fields have the keyboard.
    pub in_fields: bool,
    /// Where the findings are.
    pub findings: List,
    /// Where the fields are.
    pub fields: List,
}

impl Default for Quality {
    fn default() -> Self {
        Quality { scope: Scope::All, in_fields: false, findings: List::default(), fields: List::default() }
    }
}

impl Quality {
    /// Shows another survey.
    pub fn show(&mut self, scope: Scope) {
        if self.scope != scope {
            *self = Quality { scope, ..Quality::default() };
        }
    }

    /// Returns the survey that is shown, once it is made.
    #[must_use]
    pub fn surveyed<'a>(&self, desk: &Desk<'a>) -> Option<&'a Surveyed> {
        desk.world.beside.survey.as_ref().filter(|surveyed| surveyed.scope == self.scope)
    }

    fn survey<'a>(&self, desk: &Desk<'a>) -> Option<&'a Arc<Survey>> {
        self.surveyed(desk).map(|surveyed| &surveyed.survey)
    }

    fn begin(&self) -> Answer {
        Answer::wish(Wish::Survey(self.scope))
    }

    fn open_finding(&self, survey: &Survey) -> Answer {
        let Some(line) = self.findings.selected().and_then(|at| lines(survey).into_iter().nth(at)) else {
            return Answer::Stay;
        };
        if line == FindingLine::Score {
            let mut dialog = Dialog::ask(Question::Read, format!("Score: {}", survey.score_words()), "Close", "");
            dialog.buttons.truncate(1);
            return Answer::ask(dialog.text(survey.formula));
        }
        match line.leads(survey) {
            Some((leads, words)) if !leads.is_empty() => Answer::Visit(Visit::Leads(LeadScope::Some(leads, words))),
            Some(_) => Answer::Tell("There is no such lead.".into()),
            None => Answer::Tell("This is a share of all values; the fields below say where it comes from.".into()),
        }
    }

    fn save_path(&self, desk: &Desk<'_>) -> Prompt {
        let (name, title) = match self.scope {
            Scope::All => ("survey.html".into(), "Save the survey of all leads".to_owned()),
            Scope::Import(import) => (format!("survey-{import}.html"), format!("Save the survey of import {import}")),
        };
        Prompt::new(
            Question::Beside(Ask::SurveyPath),
            &title,
            "Where to? .html is a page that needs nothing else, .json is for programs.",
            output::start(&name, desk),
        )
    }

    /// Returns where the leads of this survey are found.
    fn lead_scope(&self) -> LeadScope {
        match self.scope {
            Scope::All => LeadScope::All,
            Scope::Import(import) => LeadScope::Import(import),
        }
    }

    /// Opens what was chosen of a field: leads with a value, without one, with an invalid one, or a single lead.
    fn open_of_field(&self, column: &Column, id: &str) -> Answer {
        let search = |text: String| Answer::Visit(Visit::Search(self.lead_scope(), text));
        match id.split_once(':').unwrap_or((id, "")) {
            ("invalid", _) => {
                let words = format!("invalid {}", column.name);
                Answer::Visit(Visit::Leads(LeadScope::Some(Arc::new(column.invalid_leads.clone()), words)))
            }
            ("blank", _) => search(format!("{}=", column.key)),
            ("filled", _) => search(format!("{}!=", column.key)),
            ("value", at) => match at.parse().ok().and_then(|at: usize| column.most_frequent.get(at)) {
                Some(frequent) => search(format!("{}={}", column.key, frequent.value)),
                None => Answer::Stay,
            },
            ("lead", lead) => lead.parse().map_or(Answer::Stay, |lead| Answer::Visit(Visit::Lead(lead))),
            _ => Answer::Stay,
        }
    }
}

/// Shows all that is known of a field.
fn of_field(at: usize, column: &Column) -> Picker {
    let count = |count: u64| plural(count, "lead", "leads");
    let mut items = vec![
        Item::new("filled", "With a value", count(column.filled)),
        Item::new("blank", "Blank", count(column.blank)),
    ];
    if column.invalid > 0 {
        items.push(Item::new("invalid", "Invalid by today's rules", count(column.invalid)).mark("✗"));
    }
    items.extend(column.most_frequent.iter().enumerate().map(|(at, frequent)| {
        // A semicolon parts conditions, so such a value cannot be searched for as one.
        let id = if frequent.value.contains(';') { String::new() } else { format!("value:{at}") };
        Item::new(id, safe(&frequent.value), count(frequent.count))
    }));
    items.extend(column.outliers.iter().map(|outlier| {
        Item::new(format!("lead:{}", outlier.lead), safe(&outlier.value), format!("far off, lead {}", outlier.lead))
            .mark("!")
    }));
    Picker::new(Question::Beside(Ask::FieldOf(at)), safe(&column.name), items).text("Enter shows the leads.")
}

impl Screen for Quality {
    fn context(&self) -> Option<Context> {
        Some(Context::Quality)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if desk.world.beside.surveying.is_some() {
            return vec![Action::Close.as_offer("stop")];
        }
        if self.survey(desk).is_none() {
            return vec![Action::Refresh.as_offer("survey"), Action::Close.as_offer("back to the import")];
        }
        let mut offers = vec![
            Action::Choose.as_offer("show leads"),
            Action::NextPane.into(),
            Action::SaveSurvey.into(),
            Action::Refresh.into(),
        ];
        if self.scope != Scope::All {
            offers.push(Action::SurveyAll.into());
        }
        offers.push(Action::Close.as_offer("back to the import"));
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if desk.world.beside.surveying.is_some() && action == Action::Close {
            return Answer::All(vec![
                Answer::Stop(crate::app::job::Slot::Survey),
                Answer::Tell("The survey was stopped.".into()),
            ]);
        }
        match action {
            Action::Refresh => return self.begin(),
            Action::SurveyAll if self.scope != Scope::All => {
                self.show(Scope::All);
                return self.begin();
            }
            Action::NextPane | Action::PreviousPane => {
                self.in_fields = !self.in_fields;
                return Answer::Stay;
            }
            _ => {}
        }
        let list = if self.in_fields { &mut self.fields } else { &mut self.findings };
        if (self.in_fields || action != Action::Filter) && list.act(action) {
            return Answer::Stay;
        }
        let Some(survey) = self.survey(desk) else { return Answer::Pass };
        match action {
            Action::SaveSurvey => Answer::ask(self.save_path(desk)),
            Action::Choose if self.in_fields => {
                match self.fields.selected().and_then(|at| Some((at, survey.fields.get(at)?))) {
                    Some((at, column)) => Answer::ask(of_field(at, column)),
                    None => Answer::Stay,
                }
            }
            Action::Choose => self.open_finding(survey),
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        let Some(surveyed) = self.surveyed(desk) else { return Answer::Stay };
        match (question, reply) {
            (Question::Beside(Ask::SurveyPath), Reply::Text(text)) => match output::meant(text, desk) {
                Some(output) => Answer::wish(Wish::SaveSurvey(surveyed.clone(), output)),
                None => Answer::Stay,
            },
            (Question::Beside(Ask::FieldOf(at)), Reply::Item(id)) => match surveyed.survey.fields.get(*at) {
                Some(column) => self.open_of_field(column, id),
                None => Answer::Stay,
            },
            _ => Answer::Stay,
        }
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        if self.survey(desk).is_some() || desk.world.beside.surveying.is_some() { Answer::Stay } else { self.begin() }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let Some(survey) = self.survey(desk) else { return };
        self.findings.refresh(lines(survey).len(), |_| String::new());
        self.fields.refresh(survey.fields.len(), |at| survey.fields[at].name.clone());
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.fields.typing()
    }

    fn is_typing(&self) -> bool {
        self.fields.is_typing()
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        if let Some(survey) = self.survey(desk) {
            self.fields.filtered(|at| survey.fields[at].name.clone());
        }
        Answer::Stay
    }

    fn hint(&self, desk: &Desk<'_>) -> Option<Message> {
        if desk.world.beside.surveying.is_some() {
            return None;
        }
        let trouble = desk.world.beside.trouble.as_ref().filter(|(slot, _)| *slot == crate::app::job::Slot::Survey);
        trouble.and_then(|(_, trouble)| warn(trouble.to_string()))
    }
}
