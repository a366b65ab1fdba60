//! Every address of the venue: those that the OpenAPI description lists, which is made with the
//! routes, and those of the pages, read from where they are routed, so that none is forgotten.

use axum::http::Method;
use verbale_server::api;

use crate::fixture::{Fixture, PUBLIC};

/// Where the pages are routed.
const PAGE_ROUTES: &str = include_str!("../../src/pages/routes.rs");

/// An address with what it takes.
#[derive(Clone, Debug)]
pub struct Address {
    /// With its parameters in braces.
    pub template: String,
    pub methods: Vec<Method>,
    /// Whether it takes a body.
    pub takes_body: bool,
    /// Whether it is only for those who have signed in.
    pub of_account: bool,
    /// Parameters of the query that are read.
    pub query: Vec<String>,
}

/// Every address.
pub fn all() -> Vec<Address> {
    let mut all = described();
    all.extend(pages());
    all.push(Address {
        template: "/assets/{file}".to_owned(),
        methods: vec![Method::GET],
        takes_body: false,
        of_account: false,
        query: Vec::new(),
    });
    all
}

/// Those in the OpenAPI description.
pub fn described() -> Vec<Address> {
    let document = serde_json::to_value(api::document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let address = |(template, item): (&String, &serde_json::Value)| {
        let operations = item.as_object().expect("operations");
        let methods =
            operations.keys().map(|method| method.to_uppercase().parse().expect("a method")).collect();
        let parameters = operations
            .values()
            .flat_map(|operation| operation["parameters"].as_array().into_iter().flatten());
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        let query = query.map(|parameter| parameter["name"].as_str().expect("a name").to_owned()).collect();
        let takes_body = operations.values().any(|operation| operation["requestBody"].is_object());
        let of_account = is_members(template);
        Address { template: template.clone(), methods, takes_body, of_account, query }
    };
    paths.iter().map(address).collect()
}

/// Those of the pages.
pub fn pages() -> Vec<Address> {
    let routed = PAGE_ROUTES.lines().filter_map(|line| line.split(".route(\"").nth(1)?.split('"').next());
    let clocks = |template: &str| match template {
        template if !template.contains("{process}") => Vec::new(),
        template if is_members(template) => Vec::new(),
        _ => vec!["as_of".to_owned(), "at_size".to_owned()],
    };
    let page = |template: &str| Address {
        template: template.to_owned(),
        methods: vec![Method::GET],
        takes_body: false,
        of_account: is_members(template),
        query: clocks(template),
    };
    let pages: Vec<Address> = routed.map(page).collect();
    assert!(pages.len() > 10, "the pages are routed elsewhere: look for them there");
    pages
}

/// Whether only those who have signed in, or who take part, get anything but a problem.
fn is_members(template: &str) -> bool {
    let of_members = ["act", "circulation", "members", "me", "drafts", "found", "foundings", "charters"];
    ["/api/v1/invitations", "/api/v1/invitations/join"].contains(&template)
        || template.split('/').any(|segment| of_members.contains(&segment))
}

impl Address {
    /// The parameters of the path.
    pub fn parameters(&self) -> Vec<String> {
        let begun = self.template.split('{').skip(1);
        begun.filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect()
    }

    /// The address with every parameter as it exists in the fixture, but for those given.
    pub fn with(&self, fixture: &Fixture, given: &[(&str, &str)]) -> String {
        let mut address = self.template.clone();
        for parameter in self.parameters() {
            let given =
                given.iter().find(|(name, _)| *name == parameter).map(|(_, value)| (*value).to_owned());
            let value = given.unwrap_or_else(|| existing(fixture, &self.template, &parameter));
            address = address.replace(&format!("{{{parameter}}}"), &value);
        }
        address
    }
}

/// What exists in the fixture.
fn existing(fixture: &Fixture, template: &str, parameter: &str) -> String {
    let (label, note) = fixture.labels.first_key_value().expect("a labelled note");
    match parameter {
        "process" => PUBLIC.to_owned(),
        "room" => "public".to_owned(),
        "item" => label.clone(),
        "commitment" if template.contains("/annex/") => fixture.annex.to_hex(),
        "commitment" | "note" => note.to_hex(),
        "path" => "0/000.p/5".to_owned(),
        "name" => "not_found".to_owned(),
        "file" => verbale_server::assets::all()[0].file.to_owned(),
        "id" | "charter" => "AAAA".to_owned(),
        "kind" => "proposal".to_owned(),
        "key" => "k0000000000000000".to_owned(),
        "number" => "1".to_owned(),
        other => panic!("what is {{{other}}} in {template}?"),
    }
}
