//! Several resources in one.

use crate::{
    Identifier, Resource,
    lenient::{element, resource},
};

resource! {
    /// Several resources in one: an answer to a search, a transaction, a collection.
    Bundle {
        /// The bundle's number.
        identifier: Option<Identifier>,
        /// document, message, transaction, transaction-response, batch, batch-response, history,
        /// searchset, collection.
        r#type: Option<String>,
        /// When it was put together (instant).
        timestamp: Option<String>,
        /// How many match a search in all.
        total: Option<u64>,
        /// self, next, previous.
        link: Vec<BundleLink>,
        /// The resources.
        entry: Vec<BundleEntry>,
    }
}

element! {
    /// Where the bundle, or its next page, can be had.
    BundleLink {
        /// self, next, previous.
        relation: Option<String>,
        /// Where.
        url: Option<String>,
    }
}

element! {
    /// One resource of a bundle.
    BundleEntry {
        /// What references in the bundle call it.
        full_url: Option<String>,
        /// The resource.
        resource: Option<Resource>,
        /// How it came into a search's answer.
        search: Option<EntrySearch>,
        /// What a transaction asks for.
        request: Option<EntryRequest>,
        /// What became of it.
        response: Option<EntryResponse>,
    }
}

element! {
    /// How an entry came into a search's answer.
    EntrySearch {
        /// match, include, outcome.
        mode: Option<String>,
    }
}

element! {
    /// What a transaction asks for.
    EntryRequest {
        /// GET, HEAD, POST, PUT, DELETE, PATCH.
        method: Option<String>,
        /// On what.
        url: Option<String>,
        /// Only when nothing matches this query.
        if_none_exist: Option<String>,
    }
}

element! {
    /// What became of an entry.
    EntryResponse {
        /// HTTP status.
        status: Option<String>,
        /// Where the resource is.
        location: Option<String>,
        /// When it changed (instant).
        last_modified: Option<String>,
    }
}
