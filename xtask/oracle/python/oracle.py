"""Verifies a served log with tlog-scales, which knows nothing of Verbale.

Checkpoint, cosignature, tiles, entries, inclusion and consistency. The only thing of our own is the reading of
.tlog-proof files.

Usage: oracle.py JOB.json, a file that xtask/src/oracle/job.rs describes. Exits with 0 when everything verifies.
"""

import base64
import json
import sys
from pathlib import Path

from tlog_scales.backend import make_backend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey, VkeySet
from tlog_scales.tiles import leaf_hash
from tlog_scales.tlog import Checkpoint, InclusionProof


class Refused(Exception):
    """Something does not verify."""


def verify_checkpoint(checkpoint, *keys):
    """Verifies the signatures of all keys; tlog-scales gives back those that are valid."""
    valid = VkeySet(*keys).verify(checkpoint.signatures, checkpoint)
    if {key for key, _ in valid} != set(keys):
        raise Refused(f"{len(valid)} of {len(keys)} signatures are valid")
    if checkpoint.origin != keys[0].name:
        raise Refused(f"origin {checkpoint.origin!r} is not the name of the key, {keys[0].name!r}")


def verify_proof(proof, log_key):
    """Verifies a file in the format of C2SP tlog-proof."""
    text = Path(proof["file"]).read_text(encoding="utf-8")
    proof_text, blank, checkpoint_text = text.partition("\n\n")
    lines = proof_text.split("\n")
    if not blank or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Refused("not a tlog-proof")
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    if not lines or not lines[0].startswith("index "):
        raise Refused("no index")
    index = int(lines.pop(0).removeprefix("index "))
    checkpoint = Checkpoint.from_text(checkpoint_text)
    verify_checkpoint(checkpoint, log_key)
    hashes = [base64.b64decode(line, validate=True) for line in lines]
    entry = base64.b64decode(proof["entry"], validate=True)
    InclusionProof(index, checkpoint.size, hashes).check(leaf_hash(entry), checkpoint.root_hash)


def run(job):
    log_key = Vkey.from_string(job["log_key"])
    witness_key = Vkey.from_string(job["witness_key"])
    reader = TilesReader(make_backend(job["log"]))

    checkpoint = reader.get_checkpoint()
    verify_checkpoint(checkpoint, log_key)
    print(f"checkpoint of {checkpoint.size} entries, signed by {log_key.name}")

    cosigned = Checkpoint.from_text(Path(job["cosigned"]).read_text(encoding="utf-8"))
    verify_checkpoint(cosigned, log_key, witness_key)
    if cosigned.serialize_body() != checkpoint.serialize_body():
        raise Refused("the cosigned checkpoint is of another tree")
    print(f"cosigned by {witness_key.name}")

    if reader.calculate_root_hash() != checkpoint.root_hash:
        raise Refused("the tiles have another root")
    for index in range(checkpoint.size):
        proof = reader.get_inclusion_proof(index, checkpoint.size)
        proof.check(leaf_hash(reader.get_entry(index)), checkpoint.root_hash)
    print(f"{checkpoint.size} entries are included")

    for older in job["older"]:
        proof = reader.get_consistency_proof(older["size"], checkpoint.size)
        proof.check(base64.b64decode(older["root"], validate=True), checkpoint.root_hash)
    print(f"{len(job['older'])} older heads are prefixes of it")

    for proof in job["proofs"]:
        verify_proof(proof, log_key)
    print(f"{len(job['proofs'])} files of inclusion proofs")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: oracle.py JOB.json")
    try:
        run(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    except Exception as error:  # whatever is wrong with a log, the answer is the same
        print(f"refused: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(1)
