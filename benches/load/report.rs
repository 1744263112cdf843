//! What was found, as a table and as JSON.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::picture;

use crate::due::Found;
use crate::group;
use crate::live::Arrival;
use crate::machine::Machine;
use crate::measure::Figure;
use crate::round::{PAGES, Work};
use crate::server::Idle;
use crate::streams;

/// All that one run found.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    machine: Machine,
    scale: f64,
    pub(crate) idle: Option<Idle>,
    rounds: Vec<Line>,
    growth: Vec<Growth>,
    live: Vec<(String, Arrival)>,
    due: Vec<(String, Found)>,
    group: Vec<(String, group::Found)>,
    streams: Vec<(String, streams::Found)>,
    /// Memory after a round, in MB.
    loaded_mb: Vec<(String, f64)>,
}

/// One measurement of one round.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) engine: String,
    pub(crate) work: Work,
    pub(crate) ours: Figure,
    pub(crate) bare: Figure,
}

/// The median time of a page with all the data, beside that with a tenth of it.
#[derive(Debug, Serialize)]
struct Growth {
    engine: String,
    work: Work,
    small_ms: f64,
    large_ms: f64,
}

/// A ratio over the rounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

/// What a ratio is held to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    pub(crate) fn met(self, value: f64) -> bool {
        match self {
            Goal::AtMost(limit) => value <= limit,
            Goal::AtLeast(limit) => value >= limit,
        }
    }

    pub(crate) fn limit(self) -> f64 {
        match self {
            Goal::AtMost(limit) | Goal::AtLeast(limit) => limit,
        }
    }
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Goal::AtMost(limit) => write!(f, "at most {limit}"),
            Goal::AtLeast(limit) => write!(f, "at least {limit}"),
        }
    }
}

/// A ratio with its name and its goal, as the table and the picture show it.
pub(crate) struct Shown {
    pub(crate) engine: String,
    pub(crate) name: String,
    pub(crate) ratio: Ratio,
    pub(crate) goal: Option<Goal>,
    pub(crate) ours: Figure,
    pub(crate) bare: Figure,
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Work::Inbox => "inbox page",
            Work::Thread => "thread page",
            Work::Search => "patient search",
            Work::Compose => "compose window",
            Work::Counts => "folder counts",
            Work::PortalInbox => "portal inbox, guardian of six",
            Work::Send => "durable send",
        }
    }
}

/// What must be answered within so many milliseconds, whatever the engine does: 99 of 100 with one caller.
const WITHIN_MS: [(Work, f64); 3] = [
    (Work::Compose, 100.0),
    (Work::Search, 10.0),
    (Work::Counts, 5.0),
];

fn median(mut values: Vec<f64>) -> Ratio {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    Ratio {
        median: at(values.len() / 2),
        least: at(0),
        most: at(values.len().saturating_sub(1)),
    }
}

impl Report {
    pub(crate) fn new(machine: Machine, scale: f64) -> Report {
        Report {
            machine,
            scale,
            idle: None,
            rounds: Vec::new(),
            growth: Vec::new(),
            live: Vec::new(),
            due: Vec::new(),
            group: Vec::new(),
            streams: Vec::new(),
            loaded_mb: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, line: Line) {
        self.rounds.push(line);
    }

    pub(crate) fn live(&mut self, engine: &str, arrival: Arrival) {
        self.live.push((engine.to_owned(), arrival));
    }

    pub(crate) fn due(&mut self, engine: &str, found: &[Found]) {
        let of = |found: &Found| (engine.to_owned(), *found);
        self.due.extend(found.iter().map(of));
    }

    pub(crate) fn group(&mut self, engine: &str, found: group::Found) {
        self.group.push((engine.to_owned(), found));
    }

    pub(crate) fn streams(&mut self, engine: &str, found: streams::Found) {
        self.streams.push((engine.to_owned(), found));
    }

    pub(crate) fn loaded(&mut self, engine: &str, resident_mb: f64) {
        self.loaded_mb.push((engine.to_owned(), resident_mb));
    }

    /// Takes the figures of [`PAGES`] with a tenth of the data and with all of it.
    pub(crate) fn growth(&mut self, engine: &str, small: &[Vec<Figure>], large: &[Vec<Figure>]) {
        let p50 = |figures: &[Figure]| median(figures.iter().map(|f| f.p50_ms).collect()).median;
        for ((work, small), large) in PAGES.into_iter().zip(small).zip(large) {
            self.growth.push(Growth {
                engine: engine.to_owned(),
                work,
                small_ms: p50(small),
                large_ms: p50(large),
            });
        }
    }

    /// Every kind of work on every engine, with the ratio over the rounds. Pages: time a request, ours over bare. Sends:
    /// sends a second, ours over bare.
    pub(crate) fn shown(&self) -> Vec<Shown> {
        let mut kinds: Vec<(&str, Work, usize)> = Vec::new();
        for line in &self.rounds {
            let kind = (line.engine.as_str(), line.work, line.ours.in_flight);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
            .into_iter()
            .filter_map(|kind| self.one_kind(kind))
            .collect()
    }

    fn one_kind(&self, (engine, work, in_flight): (&str, Work, usize)) -> Option<Shown> {
        let lines: Vec<&Line> = self
            .rounds
            .iter()
            .filter(|l| l.engine == engine && l.work == work && l.ours.in_flight == in_flight)
            .collect();
        let ratio = |line: &&Line| {
            let throughput = line.ours.per_second / line.bare.per_second;
            if work == Work::Send {
                throughput
            } else {
                1.0 / throughput
            }
        };
        let ratios = median(lines.iter().map(ratio).collect());
        let typical = lines.iter().min_by(|a, b| {
            (ratio(a) - ratios.median)
                .abs()
                .total_cmp(&(ratio(b) - ratios.median).abs())
        })?;
        let goal = match (work, in_flight) {
            (Work::Inbox | Work::Thread | Work::PortalInbox, _) => Some(Goal::AtMost(2.0)),
            (Work::Send, 16 | 64) => Some(Goal::AtLeast(0.5)),
            _ => None,
        };
        Some(Shown {
            engine: engine.to_owned(),
            name: format!("{}, {in_flight} in flight", work.name()),
            ratio: ratios,
            goal,
            ours: typical.ours,
            bare: typical.bare,
        })
    }

    /// What has a time of its own to keep, with the round whose 99 of 100 is in the middle.
    fn within(&self) -> Vec<(&str, Work, Figure, f64)> {
        let mut engines: Vec<&str> = self.rounds.iter().map(|l| l.engine.as_str()).collect();
        engines.dedup();
        let mut all = Vec::new();
        for engine in engines {
            for (work, within) in WITHIN_MS {
                let of = self.rounds.iter();
                let of = of.filter(|l| l.engine == engine && l.work == work);
                let mut figures: Vec<Figure> = of.map(|line| line.ours).collect();
                figures.sort_by(|a, b| a.p99_ms.total_cmp(&b.p99_ms));
                if let Some(middle) = figures.get(figures.len() / 2) {
                    all.push((engine, work, *middle, within));
                }
            }
        }
        all
    }

    /// Writes the table, the JSON and the picture into `folder`.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("bench.md"), self.table())?;
        std::fs::write(
            folder.join("bench.json"),
            serde_json::to_string_pretty(self)? + "\n",
        )?;
        std::fs::write(folder.join("bench.svg"), picture::draw(self))?;
        Ok(())
    }

    /// Everything as Markdown.
    pub(crate) fn table(&self) -> String {
        let mut text = String::new();
        // Writing to a string can't fail.
        let _ = self.write_table(&mut text);
        text
    }

    fn write_table(&self, out: &mut String) -> std::fmt::Result {
        let m = &self.machine;
        writeln!(
            out,
            "{} cores, {}, {} GiB; {}; {}; Carepost {}; the disk confirms 4 KiB {:.0} times a second.",
            m.cores,
            m.processor,
            m.memory_gib,
            m.system,
            m.postgresql,
            m.carepost,
            m.syncs_per_second
        )?;
        writeln!(
            out,
            "Data: {} million messages, {:.0} conversations, {:.0} patients. Load driver, server and database share the machine.\n",
            self.scale,
            200_000.0 * self.scale,
            100_000.0 * self.scale
        )?;
        writeln!(
            out,
            "| engine | what | ours: a second, p50, p99 (ms) | bare: a second, p50, p99 (ms) | ratio (range) | goal | |\n|---|---|---|---|---|---|---|"
        )?;
        for shown in self.shown() {
            let figure =
                |f: Figure| format!("{:.0}, {:.2}, {:.2}", f.per_second, f.p50_ms, f.p99_ms);
            let Ratio {
                median,
                least,
                most,
            } = shown.ratio;
            let (goal, met) = shown.goal.map_or((String::new(), ""), |goal| {
                (goal.to_string(), mark(goal.met(median)))
            });
            writeln!(
                out,
                "| {} | {} | {} | {} | {median:.2} ({least:.2}-{most:.2}) | {goal} | {met} |",
                shown.engine,
                shown.name,
                figure(shown.ours),
                figure(shown.bare)
            )?;
        }
        writeln!(
            out,
            "\nBare is the engine alone, in process, reading the same rows and writing the same audit entry. Pages and search: time a request, ours over bare. Sends: sends a second, ours over bare.\n"
        )?;
        writeln!(
            out,
            "| engine | one caller, through HTTP | p50 (ms) | p99 (ms) | goal of p99 | |\n|---|---|---|---|---|---|"
        )?;
        for (engine, work, figure, within) in self.within() {
            writeln!(
                out,
                "| {engine} | {} | {:.2} | {:.2} | within {within} | {} |",
                work.name(),
                figure.p50_ms,
                figure.p99_ms,
                mark(figure.p99_ms <= within)
            )?;
        }
        writeln!(
            out,
            "\n| engine | what | with a tenth of the data (ms) | with all (ms) | growth | goal | |\n|---|---|---|---|---|---|---|"
        )?;
        for g in &self.growth {
            let growth = g.large_ms / g.small_ms;
            writeln!(
                out,
                "| {} | {} p50 | {:.2} | {:.2} | {growth:.2} | at most 1.3 | {} |",
                g.engine,
                g.work.name(),
                g.small_ms,
                g.large_ms,
                mark(growth <= 1.3)
            )?;
        }
        writeln!(
            out,
            "\n| engine | from a send to the patient's open page | p50 (ms) | p99 (ms) | goal | |\n|---|---|---|---|---|---|"
        )?;
        for (engine, Arrival { event, page }) in &self.live {
            let met = mark(event.p50_ms < 5.0 && event.p99_ms < 25.0);
            writeln!(
                out,
                "| {engine} | the event on its stream | {:.2} | {:.2} | under 5 and 25 | {met} |",
                event.p50_ms, event.p99_ms
            )?;
            writeln!(
                out,
                "| {engine} | the new page fetched | {:.2} | {:.2} | | |",
                page.p50_ms, page.p99_ms
            )?;
        }
        self.write_due(out)?;
        self.write_group(out)?;
        self.write_streams(out)?;
        if let Some(idle) = &self.idle {
            writeln!(
                out,
                "\nOn the sample clinic: answers {:.0} ms after it was started (goal: under 300), idle at {:.1} MB (goal: under 60).",
                idle.ready_ms, idle.resident_mb
            )?;
        }
        for (engine, mb) in &self.loaded_mb {
            writeln!(out, "After a round on {engine}: {mb:.0} MB.")?;
        }
        Ok(())
    }

    /// A group send to every patient, beside the engine alone and a bare client of the mail server.
    fn write_group(&self, out: &mut String) -> std::fmt::Result {
        if self.group.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\n| engine | a group send to every patient | ours | bare, or idle | ratio | goal | |\n|---|---|---|---|---|---|---|"
        )?;
        for (engine, found) in &self.group {
            let group::Found {
                patients,
                accepted_ms,
                made: (made, bare),
                sends: (idle, meanwhile),
                most_mb,
                letters: (letters, taken),
            } = *found;
            writeln!(
                out,
                "| {engine} | accepted, with {patients} patients frozen (ms) | {accepted_ms:.0} | | | under 2000 | {} |",
                mark(accepted_ms < 2_000.0)
            )?;
            writeln!(
                out,
                "| {engine} | conversations a second | {made:.0} | {bare:.0} | {:.2} | 3000 a second, or 0.6 | {} |",
                made / bare,
                mark(made >= 3_000.0 || made / bare >= 0.6)
            )?;
            writeln!(
                out,
                "| {engine} | an ordinary send meanwhile, p99 (ms) | {:.2} | {:.2} | {:.2} | under 3 | {} |",
                meanwhile.p99_ms,
                idle.p99_ms,
                meanwhile.p99_ms / idle.p99_ms,
                mark(meanwhile.p99_ms < 3.0 * idle.p99_ms)
            )?;
            writeln!(
                out,
                "| {engine} | most memory (MB) | {most_mb:.0} | | | under 150 | {} |",
                mark(most_mb < 150.0)
            )?;
            writeln!(
                out,
                "| {engine} | notices handed to the mail server, a second | {letters:.0} | {taken:.0} | {:.2} | at least 0.6 | {} |",
                letters / taken,
                mark(letters / taken >= 0.6)
            )?;
        }
        writeln!(
            out,
            "\nBare is the engine alone, in process, putting in the same rows in the same chunks, and a client that pipelines letters of the same size to the same mail server, over as many connections as the worker has; the mail server has each letter on the disk before it says yes."
        )
    }

    /// Thousands of open pages.
    fn write_streams(&self, out: &mut String) -> std::fmt::Result {
        if self.streams.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\n| engine | open pages | memory they add (MB) | goal | | a message on the stream of all that should see it, p50, p99 (ms) | goal of p99 | |\n|---|---|---|---|---|---|---|---|"
        )?;
        for (engine, found) in &self.streams {
            writeln!(
                out,
                "| {engine} | {} | {:.0} | under 100 | {} | {:.2}, {:.2} | under 100 | {} |",
                found.streams,
                found.added_mb,
                mark(found.added_mb < 100.0),
                found.arrival.p50_ms,
                found.arrival.p99_ms,
                mark(found.arrival.p99_ms < 100.0)
            )?;
        }
        Ok(())
    }

    /// The time to claim what is due, beside a tenth of the jobs that wait and beside all of them.
    fn write_due(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "\n| engine | finding what is due | among a tenth of the waiting (ms) | among all, p50 and p99 (ms) | of which each (ms) | growth | goal | |\n|---|---|---|---|---|---|---|---|"
        )?;
        for (engine, all) in &self.due {
            let tenth = self.due.iter().find(|(other, tenth)| {
                other == engine && tenth.due == all.due && tenth.waiting < all.waiting
            });
            let Some((_, tenth)) = tenth else { continue };
            let growth = all.claim.p50_ms / tenth.claim.p50_ms;
            writeln!(
                out,
                "| {engine} | {} due, {} waiting | {:.3} | {:.3}, {:.3} | {:.4} | {growth:.2} | at most 1.3 | {} |",
                all.due,
                all.waiting,
                tenth.claim.p50_ms,
                all.claim.p50_ms,
                all.claim.p99_ms,
                all.claim.p50_ms / all.due.max(1) as f64,
                mark(growth <= 1.3)
            )?;
        }
        Ok(())
    }
}

fn mark(met: bool) -> &'static str {
    if met { "met" } else { "**missed**" }
}
