//! The order of what a search found. No I/O.

use std::collections::BTreeMap;

use super::search::weight;
use super::store::terms::Met;
use crate::platform::ids::PatientId;

/// Patients with the weight of the best term each was found by; lighter is likelier. Ties stand in the order in which
/// they were found, which is the order of the terms.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    weights: BTreeMap<PatientId, u32>,
    order: Vec<PatientId>,
}

impl Ranks {
    /// Those that have the terms `met`, which begin with `prefix`.
    pub(super) fn new(prefix: &str, met: &[Met]) -> Ranks {
        let mut ranks = Ranks::default();
        for m in met {
            if let Some(weight) = weight(prefix, &m.term, m.kind) {
                ranks.put(m.patient_id, weight);
            }
        }
        ranks
    }

    fn put(&mut self, id: PatientId, weight: u32) {
        match self.weights.get_mut(&id) {
            Some(known) => *known = weight.min(*known),
            None => {
                self.weights.insert(id, weight);
                self.order.push(id);
            }
        }
    }

    /// Takes in what `other` has too.
    pub(super) fn add(&mut self, other: Ranks) {
        for id in other.order {
            if let Some(weight) = other.weights.get(&id) {
                self.put(id, *weight);
            }
        }
    }

    /// Keeps those that `other` has as well, and adds up the weights.
    pub(super) fn intersect(&mut self, other: &Ranks) {
        self.order.retain(|id| other.weights.contains_key(id));
        self.weights.retain(|id, weight| {
            other
                .weights
                .get(id)
                .inspect(|more| *weight += **more)
                .is_some()
        });
    }

    pub(super) fn ids(&self) -> Vec<PatientId> {
        self.order.clone()
    }

    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The likeliest, at most `limit`.
    pub(super) fn best(mut self, limit: usize) -> Vec<PatientId> {
        let weights = &self.weights;
        self.order.sort_by_key(|id| weights.get(id).copied());
        self.order.truncate(limit);
        self.order
    }
}
