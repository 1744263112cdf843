//! The catalogues as read, and once more for each clinic that has its own words in them (M65).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::LANGUAGES;
use super::labels::Labels;

type Bundle = FluentBundle<Arc<FluentResource>>;

/// One language's sentences, ready to be said.
pub(super) struct Said {
    pub(super) bundle: Bundle,
    /// Those of the islands, once some page has asked for them.
    pub(super) islands: OnceLock<Arc<str>>,
}

/// How many clinics' words are kept ready; further ones take the place of others, and are made again when asked for.
const KEPT: usize = 64;

/// The sentences of every language in one clinic's words: nothing but the terms differs.
pub(super) struct Words {
    /// The words.
    pub(super) labels: Labels,
    bundles: BTreeMap<&'static str, OnceLock<Option<Said>>>,
}

/// The built-in sentences, and clinics' words for them.
pub(super) struct Bundles {
    resources: BTreeMap<&'static str, Arc<FluentResource>>,
    built_in: BTreeMap<&'static str, Said>,
    // By the words themselves: a changed word is another key, so nothing stale is ever found, by any program.
    kept: Mutex<HashMap<String, Arc<Words>>>,
}

impl Bundles {
    /// Reads the catalogues. Fails when one is not Fluent or says a key twice.
    pub(super) fn read() -> anyhow::Result<Bundles> {
        let (mut resources, mut built_in) = (BTreeMap::new(), BTreeMap::new());
        for (code, _, source) in LANGUAGES {
            let resource = FluentResource::try_new((*source).to_owned())
                .map_err(|(_, errors)| anyhow::anyhow!("i18n/{code}.ftl: {errors:?}"))?;
            let resource = Arc::new(resource);
            let bundle = bundle(code, &resource)
                .map_err(|error| anyhow::anyhow!("i18n/{code}.ftl: {error}"))?;
            resources.insert(*code, resource);
            built_in.insert(*code, Said::from(bundle));
        }
        Ok(Bundles {
            resources,
            built_in,
            kept: Mutex::default(),
        })
    }

    /// The words that `stored` holds; none where a clinic has none of its own.
    pub(super) fn words(&self, stored: &str) -> Option<Arc<Words>> {
        if stored.is_empty() {
            return None;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = kept.get(stored) {
            return Some(Arc::clone(words));
        }
        let words = self.unkept(Labels::read(stored));
        if kept.len() >= KEPT {
            let any = kept.keys().next().cloned();
            any.and_then(|any| kept.remove(&any));
        }
        kept.insert(stored.to_owned(), Arc::clone(&words));
        Some(words)
    }

    /// Words that are only looked at.
    pub(super) fn unkept(&self, labels: Labels) -> Arc<Words> {
        let languages = self.resources.keys();
        Arc::new(Words {
            labels,
            bundles: languages.map(|code| (*code, OnceLock::new())).collect(),
        })
    }

    /// The sentences of a language, in a clinic's words where it has some.
    pub(super) fn get<'a>(&'a self, language: &str, words: Option<&'a Words>) -> Option<&'a Said> {
        let own = words.and_then(|words| {
            let (code, cell) = words.bundles.get_key_value(language)?;
            let made = cell.get_or_init(|| self.renamed(code, &words.labels));
            made.as_ref()
        });
        own.or_else(|| self.built_in.get(language))
    }

    /// None where the language has no word of the clinic's own.
    fn renamed(&self, code: &'static str, labels: &Labels) -> Option<Said> {
        let source = labels.source(code);
        if source.is_empty() {
            return None;
        }
        let own = match FluentResource::try_new(source) {
            Ok(own) => own,
            Err((_, errors)) => {
                tracing::warn!(?errors, "a clinic's words can't be said");
                return None;
            }
        };
        let mut bundle = bundle(code, self.resources.get(code)?).ok()?;
        bundle.add_resource_overriding(Arc::new(own));
        Some(Said::from(bundle))
    }
}

impl From<Bundle> for Said {
    fn from(bundle: Bundle) -> Said {
        Said {
            bundle,
            islands: OnceLock::new(),
        }
    }
}

fn bundle(code: &str, resource: &Arc<FluentResource>) -> anyhow::Result<Bundle> {
    let language: LanguageIdentifier = code.parse()?;
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Names are isolated in the page with <bdi>; invisible marks in plain text would travel into emails and exports.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(Arc::clone(resource))
        .map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    bundle.add_function("CAPITAL", |said, _| changed(said, capital))?;
    bundle.add_function("TITLE", |said, _| changed(said, title))?;
    Ok(bundle)
}

/// What a function of the catalogues makes of its one argument.
fn changed<'a>(said: &[FluentValue<'a>], change: fn(&str) -> String) -> FluentValue<'a> {
    match said.first() {
        Some(FluentValue::String(text)) => FluentValue::from(change(text)),
        _ => FluentValue::Error,
    }
}

/// As a sentence begins: `le client` -> `Le client`.
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest.by_ref()).collect()
}

/// As an English title: `care team` -> `Care Team`.
fn title(text: &str) -> String {
    text.split(' ').map(capital).collect::<Vec<_>>().join(" ")
}
