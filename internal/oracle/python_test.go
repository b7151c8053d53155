package oracle_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// sqlalchemy is the Python side: one process for all programs.
type sqlalchemy struct {
	in  io.WriteCloser
	out *bufio.Reader
}

// newJudge starts a Python side and tells it of the schema. Where the machine has no SQLAlchemy the test is skipped, loudly, or
// fails when DREY_TEST_REQUIRE asks for it.
func newJudge(t *testing.T, program string, schema any) *sqlalchemy {
	t.Helper()
	if out, err := exec.Command("/usr/bin/python3", "-c", "from sqlalchemy.orm import Session").CombinedOutput(); err != nil {
		refuse(t, fmt.Sprintf("no SQLAlchemy: apt-get install python3-sqlalchemy (%v: %s)", err, strings.TrimSpace(string(out))))
	}
	cmd := exec.Command("/usr/bin/python3", program)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		must(t, in.Close())
		must(t, cmd.Wait())
	})
	p := &sqlalchemy{in: in, out: bufio.NewReaderSize(out, 1<<20)}
	var ready map[string]bool
	must(t, p.ask(schema, &ready))
	return p
}

func refuse(t *testing.T, why string) {
	t.Helper()
	for word := range strings.SplitSeq(os.Getenv("DREY_TEST_REQUIRE"), ",") {
		if word = strings.TrimSpace(word); word == "all" || word == "sqlalchemy" {
			t.Fatal(why)
		}
	}
	fmt.Fprintln(os.Stderr, "oracle: SKIPPING the comparison with SQLAlchemy:", why)
	t.Skip(why)
}

// ask sends a line and reads one.
func (p *sqlalchemy) ask(question, answer any) error {
	line, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return err
	}
	if line, err = p.out.ReadBytes('\n'); err != nil {
		return err
	}
	return json.Unmarshal(line, answer)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
