//! What the server said, and whether it is still so.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use verbale_record::{
    Commitment, Hash, Leaf, Origin, VerifierKey,
    checkpoint::{Checkpoint, SignedCheckpoint},
    tile,
    tree::{self, Frontier},
};

use crate::{
    http::Connection,
    load::Receipt,
    notes::SignedNote,
    venue::{PROCESS, ROOM, Server, Venue},
};

/// Everything that one series of crashes was told by the server.
pub struct Ledger {
    log_key: VerifierKey,
    origin: Origin,
    /// Index by commitment of every note that was acknowledged.
    acknowledged: BTreeMap<Commitment, u64>,
    /// Root by size of every checkpoint that was shown or stood in a receipt.
    checkpoints: BTreeMap<u64, Hash>,
    /// Size of the last checkpoint that was shown.
    shown: u64,
    /// The log as it was read so far; what was read once is not read again until [`Ledger::check_all`].
    frontier: Frontier,
    /// Index by commitment of every entry that was read.
    entries: BTreeMap<Commitment, u64>,
    sent_again: u64,
}

impl Ledger {
    /// A ledger of a venue's room, with its first checkpoint in it.
    pub async fn open(venue: &Venue, server: &Server) -> Result<Ledger> {
        let bytes = fetch_checkpoint(&mut Connection::open(server.address()).await?).await?;
        let origin = SignedCheckpoint::parse(&bytes)?.checkpoint().origin.clone();
        let mut ledger = Ledger {
            log_key: venue.log_key(PROCESS, &origin)?,
            origin,
            acknowledged: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            shown: 0,
            frontier: Frontier::new(),
            entries: BTreeMap::new(),
            sent_again: 0,
        };
        ledger.see(&bytes)?;
        Ok(ledger)
    }

    /// The room's origin.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How many notes were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// How many different checkpoints were shown.
    pub fn checkpoints_seen(&self) -> usize {
        self.checkpoints.len()
    }

    /// How many notes were found on the record before they were sent again.
    pub fn sent_again(&self) -> u64 {
        self.sent_again
    }

    /// Number of entries that were read.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Enters an acknowledgement, after checking its receipt. A note that was on the record already keeps its index.
    pub fn acknowledge(&mut self, note: &SignedNote, receipt: &Receipt) -> Result<()> {
        let index = receipt.index;
        ensure!(
            receipt.leaf.commitment == note.commitment,
            "the receipt of {} is for another note",
            note.commitment
        );
        receipt.checkpoint.verify(&self.log_key)?;
        let checkpoint = receipt.checkpoint.checkpoint();
        tree::verify_inclusion(index, checkpoint.size, receipt.leaf.hash(), &receipt.proof, checkpoint.root)
            .with_context(|| format!("the receipt of {}", note.commitment))?;
        self.remember(checkpoint)?;
        if let Some(held) = self.entries.get(&note.commitment) {
            ensure!(*held == index, "{} is entry {held}, and was acknowledged as {index}", note.commitment);
            self.sent_again += 1;
        }
        if let Some(before) = self.acknowledged.insert(note.commitment, index) {
            bail!("{} was acknowledged twice, as {before} and {index}", note.commitment);
        }
        Ok(())
    }

    /// Enters a checkpoint that the server showed, in the order in which it was shown.
    pub fn see(&mut self, bytes: &[u8]) -> Result<()> {
        let signed = SignedCheckpoint::parse(bytes)?;
        signed.verify(&self.log_key)?;
        let checkpoint = signed.checkpoint();
        ensure!(
            checkpoint.size >= self.shown,
            "the checkpoint went back from {} to {}",
            self.shown,
            checkpoint.size
        );
        self.shown = checkpoint.size;
        self.remember(checkpoint)
    }

    fn remember(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        if let Some(root) = self.checkpoints.insert(checkpoint.size, checkpoint.root) {
            ensure!(
                root == checkpoint.root,
                "two roots at {}: {root} and {}",
                checkpoint.size,
                checkpoint.root
            );
        }
        Ok(())
    }

    /// Checks what the server shows now against everything that it said, reading only the entries that are new.
    pub async fn check(&mut self, server: &Server) -> Result<()> {
        let mut connection = Connection::open(server.address()).await?;
        let bytes = fetch_checkpoint(&mut connection).await?;
        self.see(&bytes)?;
        let size = self.shown;
        if let Some((largest, _)) = self.checkpoints.last_key_value() {
            ensure!(size >= *largest, "a receipt had the checkpoint of {largest}, and now {size} is shown");
        }
        let first_new = self.frontier.size();
        for bundle in tile::entry_bundles(first_new, size) {
            let path = format!("/{PROCESS}/{ROOM}/{bundle}");
            let body = connection.get(&path, &[]).await?.success().with_context(|| path.clone())?;
            for (index, entry) in
                (bundle.index() * u64::from(tile::TILE_WIDTH)..).zip(tile::decode_entries(&body)?)
            {
                if index >= self.frontier.size() {
                    self.read(index, entry)?;
                }
            }
        }
        ensure!(self.frontier.size() == size, "the bundles end at {} of {size}", self.frontier.size());
        for (commitment, index) in &self.acknowledged {
            match self.entries.get(commitment) {
                Some(held) if held == index => {}
                Some(held) => bail!("{commitment} was acknowledged as entry {index}, and is entry {held}"),
                None => bail!("{commitment} was acknowledged as entry {index}, and is lost"),
            }
        }
        Ok(())
    }

    /// As [`Ledger::check`], reading every entry anew.
    pub async fn check_all(&mut self, server: &Server) -> Result<()> {
        self.frontier = Frontier::new();
        self.entries.clear();
        self.check(server).await
    }

    fn read(&mut self, index: u64, entry: &[u8]) -> Result<()> {
        let leaf = Leaf::from_bytes(entry).with_context(|| format!("entry {index}"))?;
        if let Some(before) = self.entries.insert(leaf.commitment, index) {
            bail!("{} is on the record twice, as {before} and {index}", leaf.commitment);
        }
        self.frontier.append(leaf.hash());
        if let Some(root) = self.checkpoints.get(&self.frontier.size()) {
            let now = self.frontier.root();
            ensure!(*root == now, "the root of {} entries was {root}, and is {now}", self.frontier.size());
        }
        Ok(())
    }
}

async fn fetch_checkpoint(connection: &mut Connection) -> Result<Vec<u8>> {
    connection.get(&format!("/{PROCESS}/{ROOM}/checkpoint"), &[]).await?.success()
}
