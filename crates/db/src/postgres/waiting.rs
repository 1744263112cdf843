//! What is sent to the server together, in order.

use std::future::{Future as _, poll_fn};
use std::task::Poll;

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};

use super::encode::Encoded;
use super::error::at_statement;
use crate::tx::Failure;

/// Something to be sent, in its turn.
pub(super) enum Waiting {
    /// Transaction control.
    Control(String),
    /// A statement whose answer nobody needs, with its parameters.
    Statement(Statement, Vec<Encoded>, &'static str),
    /// A statement whose rows are asked for later, by this number.
    Ahead(Statement, Vec<Encoded>, &'static str, usize),
}

/// The rows of statements that were sent ahead, by their numbers.
pub(super) type Answered = Vec<(usize, Vec<Row>)>;

/// Sends everything at once, in order, and waits for every answer; the first refusal.
pub(super) async fn send(client: &Client, waiting: &[Waiting]) -> Result<Answered, Failure> {
    let mut sent: Vec<_> = waiting
        .iter()
        .map(|one| Box::pin(one.run(client)))
        .collect();
    let mut answers: Vec<_> = waiting.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut all = Poll::Ready(());
        // A statement is written to the connection when it is first polled, so this is the order in which they run.
        for (one, answer) in sent.iter_mut().zip(&mut answers) {
            if answer.is_none() {
                match one.as_mut().poll(context) {
                    Poll::Ready(answered) => *answer = Some(answered),
                    Poll::Pending => all = Poll::Pending,
                }
            }
        }
        all
    })
    .await;
    let answers = answers.into_iter().flatten();
    let answered = answers.collect::<Result<Vec<_>, _>>()?;
    Ok(answered.into_iter().flatten().collect())
}

impl Waiting {
    async fn run(&self, client: &Client) -> Result<Option<(usize, Vec<Row>)>, Failure> {
        let (done, sql) = match self {
            Waiting::Control(sql) => {
                let done = client.batch_execute(sql).await;
                (done.map(|()| None), sql.as_str())
            }
            Waiting::Statement(statement, values, sql) => {
                let done = client.execute(statement, &parameters(values)).await;
                (done.map(|_| None), *sql)
            }
            Waiting::Ahead(statement, values, sql, number) => {
                let rows = client.query(statement, &parameters(values)).await;
                (rows.map(|rows| Some((*number, rows))), *sql)
            }
        };
        done.map_err(|error| at_statement(&error, sql))
    }
}

fn parameters(values: &[Encoded]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|v| v as &(dyn ToSql + Sync)).collect()
}
