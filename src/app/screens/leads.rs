//! Leads: all of them, those of an import, or those of a finding; searched, looked at one by one, exported.
//!
//! The list is here; `one` is the lead that is open.

pub mod one;

use crate::app::beside::{Ask, LeadQuery, LeadScope, Wish};
use crate::app::desk::Desk;
use crate::app::dialog::Prompt;
use crate::app::job::Slot;
use crate::app::line::Line;
use crate::app::question::{Question, Reply};
use crate::app::results::{Results, Taken};
use crate::app::screen::{Answer, Offer, Screen};
use crate::app::screens::output;
use crate::keys::{Action, Context};
use crate::platform::{FieldId, Lead, Platform};
use crate::text::safe;

use one::One;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Leads {
    /// Where the leads come from.
    pub scope: LeadScope,
    /// Where the list is.
    pub results: Results,
    /// The lead that is open, if one is.
    pub one: Option<One>,
}

impl Leads {
    /// Shows other leads.
    pub fn show(&mut self, scope: LeadScope) {
        self.one = None;
        if self.scope != scope {
            self.scope = scope;
            self.results.anew();
        }
        self.results.forget_search();
    }

    /// Shows one lead over the list.
    pub fn show_one(&mut self, lead: u64) {
        self.one = Some(One::of(lead));
    }

    fn query(&self) -> LeadQuery {
        LeadQuery { scope: self.scope.clone(), text: self.results.searched().to_owned() }
    }

    /// Tells whether the leads that were found are those that are to be shown.
    #[must_use]
    pub fn is_current(&self, desk: &Desk<'_>) -> bool {
        desk.world.beside.lead_query.as_ref().is_some_and(|query| *query == self.query())
    }

    /// Returns the lead on a line, if it was read; `Some(None)` is one that is gone.
    #[must_use]
    pub fn lead<'a>(&self, line: usize, desk: &Desk<'a>) -> Option<Option<&'a Lead>> {
        let leads = &desk.world.beside.leads;
        let lead = leads.line(line).filter(|_| self.is_current(desk))?;
        // A page of the list that was shown before may come late.
        lead.is_none_or(|lead| leads.keys.get(line) == Some(&lead.id)).then_some(lead)
    }

    fn find(&mut self) -> Answer {
        self.results.anew();
        Answer::wish(Wish::Leads(self.query()))
    }

    fn read(&mut self, desk: &Desk<'_>) -> Answer {
        if !self.is_current(desk) {
            return Answer::Stay;
        }
        match self.results.wanted(&desk.world.beside.leads) {
            Some(page) => Answer::wish(Wish::LeadPage(page)),
            None => Answer::Stay,
        }
    }

    fn selected(&self, desk: &Desk<'_>) -> Option<u64> {
        desk.world.beside.leads.keys.get(self.results.list.selected()?).copied().filter(|_| self.is_current(desk))
    }

    fn act_on_list(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        match self.results.act(action) {
            Taken::Yes => return self.read(desk),
            Taken::Search => return self.find(),
            Taken::No => {}
        }
        match (action, self.selected(desk)) {
            (Action::Choose, Some(lead)) => {
                self.show_one(lead);
                Answer::wish(Wish::Lead(lead))
            }
            (Action::ExportLeads, _) if !self.results.list.is_empty() => Answer::ask(self.export_path(desk)),
            (Action::ExportLeads, _) => Answer::refuse("There is no lead to export."),
            (Action::Refresh, _) => self.find(),
            (Action::Copy, Some(_)) => match self.lead(self.results.list.line(), desk) {
                Some(Some(lead)) => Answer::Copy(safe(lead.email()).into_owned()),
                _ => Answer::Stay,
            },
            (Action::Close | Action::Back, _) if self.scope != LeadScope::All => {
                self.show(LeadScope::All);
                self.find()
            }
            _ => Answer::Pass,
        }
    }

    fn export_path(&self, desk: &Desk<'_>) -> Prompt {
        let name = match &self.scope {
            LeadScope::Import(import) => format!("leads-of-import-{import}.xlsx"),
            _ => "leads.xlsx".into(),
        };
        let leads = crate::text::plural(self.results.list.len() as u64, "lead", "leads");
        Prompt::new(
            Question::Beside(Ask::ExportPath(self.query())),
            &format!("Export {leads}"),
            "Where to? The ending says the format: .xlsx, .ods, .csv or .json. The file can be imported again.",
            output::start(&name, desk),
        )
    }
}

/// Returns the fields that the list shows beside ID and address: those of a person, where the platform has them.
#[must_use]
pub fn columns(platform: &Platform, most: usize) -> Vec<FieldId> {
    let known = ["first_name", "last_name", "company", "city", "country"];
    let found = known.into_iter().filter_map(|key| platform.field_by_key(key)).map(|field| field.id);
    found.take(most).collect()
}

impl Screen for Leads {
    fn context(&self) -> Option<Context> {
        Some(Context::Leads)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if let Some(one) = &self.one {
            return one.offers();
        }
        if self.results.typing {
            return vec![Action::Choose.as_offer("search"), Action::Close.as_offer("leave it")];
        }
        let mut offers = vec![Action::Filter.as_offer("search"), Action::Refresh.into()];
        if self.selected(desk).is_some() {
            offers.insert(0, Action::Choose.as_offer("open"));
            offers.push(Action::ExportLeads.into());
        }
        let narrowed = !self.results.searched().is_empty() || self.scope != LeadScope::All;
        offers.push(Action::Close.as_offer(if narrowed { "all leads" } else { "back to the import" }));
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        let Some(one) = &mut self.one else { return self.act_on_list(action, desk) };
        match one.act(action, desk) {
            Answer::Pass if matches!(action, Action::Close | Action::Back) => {
                self.one = None;
                self.read(desk)
            }
            answer => answer,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        let (Question::Beside(Ask::ExportPath(query)), Reply::Text(text)) = (question, reply) else {
            return Answer::Stay;
        };
        match output::meant(text, desk) {
            Some(output) => Answer::All(vec![
                Answer::Tell("Writing…".into()),
                Answer::wish(Wish::ExportLeads(query.clone(), output)),
            ]),
            None => Answer::Stay,
        }
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        let found = self.is_current(desk) && desk.world.beside.leads.complete;
        let list = if found { self.read(desk) } else { self.find() };
        match &self.one {
            Some(one) => Answer::All(vec![list, Answer::wish(Wish::Lead(one.lead))]),
            None => list,
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let length = if self.is_current(desk) { desk.world.beside.leads.keys.len() } else { 0 };
        self.results.refresh(length);
        if let Some(one) = &mut self.one {
            one.refresh(desk);
        }
    }

    fn told(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        if slot == Slot::Leads { self.read(desk) } else { Answer::Stay }
    }

    fn line(&mut self) -> Option<&mut Line> {
        match &mut self.one {
            Some(one) => one.line(),
            None => self.results.typing.then_some(&mut self.results.search),
        }
    }

    fn is_typing(&self) -> bool {
        self.one.as_ref().map_or(self.results.typing, One::is_typing)
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        if let Some(one) = &mut self.one {
            one.typed(desk);
        }
        Answer::Stay
    }
}
