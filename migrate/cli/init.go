package cli

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"github.com/spf13/cobra"
)

//go:embed templates
var templates embed.FS

const (
	attributes     = ".gitattributes"
	attributesLine = "*.sql text eol=lf" // a checkout that changes the ends of lines would not change what is compared, but diffs
)

// project is what the written files say of the module that they are in.
type project struct {
	Dir, Package, Import string
}

func (t *tree) initCommand() *cobra.Command {
	cmd := t.newCommand("init", "Write your own cmd/migrate/main.go and the folders of revisions, never over a file", cobra.NoArgs,
		func(_ context.Context, c *call) error { return c.initialise() })
	cmd.Long = "Write, in the module of this directory, the program that knows your models (cmd/migrate/main.go), and the folders of revisions with\n" +
		"the file that builds them into programs. What is there already stays as it is."
	return cmd
}

// initialise writes the files of a project.
func (c *call) initialise() error {
	p, err := newProject(filepath.ToSlash(filepath.Clean(cmp.Or(c.dir, c.config.Dir, "migrations"))))
	if err != nil {
		return err
	}
	files, err := p.files()
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := c.writeNew(f.path, f.content); err != nil {
			return err
		}
	}
	c.print("next: name your models in cmd/migrate/main.go, then run: go mod tidy && go run ./cmd/migrate revision --autogenerate -m \"...\"")
	return nil
}

var moduleLine = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)

// newProject reads go.mod.
func newProject(dir string) (project, error) {
	if filepath.IsAbs(dir) || dir == "." || strings.HasPrefix(dir, "..") {
		return project{}, &usageError{err: fmt.Errorf("--dir %s is no folder of the module: give one such as migrations", dir)}
	}
	content, err := os.ReadFile("go.mod")
	if errors.Is(err, fs.ErrNotExist) {
		return project{}, errors.New("there is no go.mod here: go to the root of your module, or begin one with: go mod init example.com/heroes")
	}
	if err != nil {
		return project{}, err
	}
	found := moduleLine.FindSubmatch(content)
	if found == nil {
		return project{}, errors.New("go.mod has no line that begins with module")
	}
	name := regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(path.Base(dir)), "")
	if name == "" || name[0] <= '9' {
		name = "migrations" + name
	}
	return project{Dir: dir, Package: name, Import: string(found[1]) + "/" + dir}, nil
}

// newFile is a file that is to be written.
type newFile struct {
	path    string
	content []byte
}

func (p project) files() ([]newFile, error) {
	program, err := p.execute("main.go.tmpl")
	if err != nil {
		return nil, err
	}
	embedding, err := p.execute("migrations.go.tmpl")
	if err != nil {
		return nil, err
	}
	return []newFile{
		{"cmd/migrate/main.go", program},
		{p.Dir + "/" + p.Package + ".go", embedding},
		{p.Dir + "/postgres/.gitkeep", nil},
		{p.Dir + "/sqlite/.gitkeep", nil},
		{attributes, []byte(attributesLine + "\n")},
	}, nil
}

func (p project) execute(name string) ([]byte, error) {
	parsed, err := template.ParseFS(templates, "templates/"+name)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	err = parsed.Execute(&text, p)
	return text.Bytes(), err
}

// writeNew writes a file that is not there. One that cannot be written whole is taken away.
func (c *call) writeNew(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return c.kept(name)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return c.result(map[string]string{"wrote": name}, "wrote %s", name)
}

// kept tells of a file that stays as it is.
func (c *call) kept(name string) error {
	text, advice := "kept "+name+", which is there", ""
	if name == attributes {
		if content, err := os.ReadFile(name); err == nil && !strings.Contains(string(content), attributesLine) {
			advice = ": add the line " + attributesLine
		}
	}
	return c.result(map[string]string{"kept": name}, "%s%s", text, advice)
}
