// Verifies a served log with golang.org/x/mod/sumdb, which knows nothing of Verbale: checkpoint, cosignature,
// tiles, entries, inclusion and consistency. The only things of our own are a verifier for C2SP cosignatures, the
// reading of .tlog-proof files, and paths without the tile height that Go's own log has in them.
//
// Usage: oracle JOB.json, a file that xtask/src/oracle/job.rs describes. Exits with 0 when everything verifies.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A job says what to verify.
type job struct {
	Log        string  // URL or folder of the log
	LogKey     string  `json:"log_key"`     // verifier key of the log
	WitnessKey string  `json:"witness_key"` // verifier key of the witness
	Cosigned   string  // file with the checkpoint, cosigned
	Older      []head  // heads that the log had before
	Proofs     []proof // files of inclusion proofs
}

type head struct {
	Size int64
	Root string // base64
}

type proof struct {
	File  string
	Entry string // base64
}

const tileHeight = 8

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: oracle JOB.json")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var job job
	if err := json.Unmarshal(data, &job); err != nil {
		return err
	}
	log, err := note.NewVerifier(job.LogKey)
	if err != nil {
		return fmt.Errorf("key of the log: %w", err)
	}
	witness, err := newCosignatureVerifier(job.WitnessKey)
	if err != nil {
		return fmt.Errorf("key of the witness: %w", err)
	}
	served, err := fetch(job.Log, "checkpoint")
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(served, log)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	fmt.Printf("checkpoint of %d entries, signed by %s\n", tree.N, log.Name())

	cosigned, err := os.ReadFile(job.Cosigned)
	if err != nil {
		return err
	}
	witnessed, err := openCheckpoint(cosigned, log, witness)
	if err != nil {
		return fmt.Errorf("cosigned checkpoint: %w", err)
	}
	if witnessed != tree {
		return errors.New("the cosigned checkpoint is of another tree")
	}
	fmt.Printf("cosigned by %s at %d\n", witness.Name(), witness.time)

	hashes := tlog.TileHashReader(tree, &tiles{log: job.Log})
	if err := verifyEntries(job.Log, tree, hashes); err != nil {
		return err
	}
	for _, older := range job.Older {
		if err := verifyOlder(older, tree, hashes); err != nil {
			return fmt.Errorf("consistency with %d entries: %w", older.Size, err)
		}
	}
	fmt.Printf("%d older heads are prefixes of it\n", len(job.Older))
	for _, proof := range job.Proofs {
		if err := verifyProof(proof, log); err != nil {
			return fmt.Errorf("%s: %w", proof.File, err)
		}
	}
	fmt.Printf("%d files of inclusion proofs\n", len(job.Proofs))
	return nil
}

// openCheckpoint verifies the signatures of all of the given verifiers.
func openCheckpoint(msg []byte, verifiers ...note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(msg, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, err
	}
	if len(opened.Sigs) != len(verifiers) {
		return tlog.Tree{}, fmt.Errorf("%d of %d signatures are there", len(opened.Sigs), len(verifiers))
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("not three lines: %q", opened.Text)
	}
	if lines[0] != verifiers[0].Name() {
		return tlog.Tree{}, fmt.Errorf("origin %q is not the name of the key, %q", lines[0], verifiers[0].Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

// verifyEntries reads every entry and checks its proof of inclusion. Go's reader of tiles checks each tile against
// the root before it gives out a hash.
func verifyEntries(log string, tree tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 1 << tileHeight {
		width := tree.N - first
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		tile := tlog.Tile{H: tileHeight, L: -1, N: first >> tileHeight, W: int(width)}
		bundle, err := fetch(log, path(tile))
		if err != nil {
			return err
		}
		for index := first; index < first+width; index++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("%s ends within entry %d", path(tile), index)
			}
			length := 2 + int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2:length]
			bundle = bundle[length:]
			inclusion, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
			if err := tlog.CheckRecord(inclusion, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
		}
		if len(bundle) != 0 {
			return fmt.Errorf("%s has bytes after its last entry", path(tile))
		}
	}
	fmt.Printf("%d entries are included\n", tree.N)
	return nil
}

func verifyOlder(older head, tree tlog.Tree, hashes tlog.HashReader) error {
	root, err := tlog.ParseHash(older.Root)
	if err != nil {
		return err
	}
	consistency, err := tlog.ProveTree(tree.N, older.Size, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(consistency, tree.N, tree.Hash, older.Size, root)
}

// verifyProof checks a file in the format of C2SP tlog-proof.
func verifyProof(p proof, log note.Verifier) error {
	data, err := os.ReadFile(p.File)
	if err != nil {
		return err
	}
	entry, err := base64.StdEncoding.DecodeString(p.Entry)
	if err != nil {
		return err
	}
	proofText, checkpoint, ok := bytes.Cut(data, []byte("\n\n"))
	if !ok {
		return errors.New("no blank line")
	}
	lines := strings.Split(string(proofText), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("first line %q", lines[0])
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("no index")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return err
	}
	var inclusion tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		inclusion = append(inclusion, hash)
	}
	tree, err := openCheckpoint(checkpoint, log)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(inclusion, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

// tiles reads the tiles of a log.
type tiles struct{ log string }

func (t *tiles) Height() int                         { return tileHeight }
func (t *tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		data, err := fetch(t.log, path(tile))
		if err != nil {
			return nil, err
		}
		read = append(read, data)
	}
	return read, nil
}

// path is a tile's path as C2SP tlog-tiles has it: Go's without the height, and with "entries" for "data".
func path(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

var fetched = map[string][]byte{}

func fetch(log, name string) ([]byte, error) {
	if data, ok := fetched[name]; ok {
		return data, nil
	}
	data, err := fetchNew(log, name)
	if err == nil {
		fetched[name] = data
	}
	return data, err
}

func fetchNew(log, name string) ([]byte, error) {
	if !strings.HasPrefix(log, "http://") {
		return os.ReadFile(filepath.Join(log, filepath.FromSlash(name)))
	}
	response, err := http.Get(log + "/" + name)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", name, response.Status)
	}
	return io.ReadAll(response.Body)
}

// A cosignatureVerifier verifies C2SP cosignature/v1.
type cosignatureVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time uint64 // of the last cosignature that verified, in seconds since 1970
}

func newCosignatureVerifier(vkey string) (*cosignatureVerifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not name+id+key")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, err
	}
	if len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("not a key for cosignatures")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if binary.BigEndian.Uint32(id[:]) != uint32(hash) {
		return nil, errors.New("the id is not that of the key")
	}
	return &cosignatureVerifier{name: parts[0], hash: uint32(hash), key: key[1:]}, nil
}

func (v *cosignatureVerifier) Name() string    { return v.name }
func (v *cosignatureVerifier) KeyHash() uint32 { return v.hash }

func (v *cosignatureVerifier) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	signed := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), msg...)
	if !ed25519.Verify(v.key, signed, sig[8:]) {
		return false
	}
	v.time = time
	return true
}
