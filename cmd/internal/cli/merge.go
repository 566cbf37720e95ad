package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	reports "github.com/ctypes-dev/ctypes/render/json"
	"github.com/ctypes-dev/ctypes/render/sarif"
)

// maxReport bounds a report that is read.
const maxReport = 256 << 20

// merge is `ctypes merge`: what several runs wrote, as one run would have.
type merge struct {
	process *Process
	output  output

	reports []reports.Report
	logs    []*sarif.Log
	ofJSON  string // a file of that format, "" for none
	ofSARIF string
}

func newMerge(p *Process) *cobra.Command {
	m := &merge{process: p, output: newOutput(p)}
	cmd := &cobra.Command{
		Use:   "merge FILE...",
		Short: "Join the JSON or SARIF reports of several runs",
		Long: "Join reports that `ctypes check` wrote with --format json or --format sarif, such as\n" +
			"those of the shards of a run. The reports of one project are there once, in the order\n" +
			"of a single run over all projects. - is stdin.",
		Args: func(c *cobra.Command, files []string) error {
			if len(files) == 0 {
				return misuse("`%s` takes the reports to join", c.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, files []string) error { return m.run(files) },
	}
	cmd.Flags().StringVarP(&m.output.file, "output", "o", "", "write the report to `FILE`, as a whole or not at all")
	return cmd
}

func (m *merge) run(files []string) error {
	for _, name := range files {
		if err := m.read(name); err != nil {
			return err
		}
	}
	if m.ofJSON != "" && m.ofSARIF != "" {
		return misuse("`%s` is JSON and `%s` is SARIF: only reports of one format can be joined", m.ofJSON, m.ofSARIF)
	}
	if err := m.output.open(); err != nil {
		return err
	}
	err := m.output.masked(func(w io.Writer) error {
		if m.ofSARIF != "" {
			return sarif.Merge(w, m.logs, sarif.Options{Version: version()})
		}
		return reports.Merge(w, m.reports)
	})
	if placing := m.output.place(); err == nil {
		err = placing
	}
	return err
}

// read reads a report of either format.
func (m *merge) read(name string) error {
	data, err := m.bytes(name)
	if err != nil {
		return unmergeable(name, err)
	}
	var kind struct {
		Runs json.RawMessage `json:"runs"`
	}
	// The first value tells; that of JSON lines is one of several.
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&kind); err == nil && kind.Runs != nil {
		log, err := sarif.Parse(data)
		if err != nil {
			return unmergeable(name, err)
		}
		m.ofSARIF, m.logs = name, append(m.logs, log)
		return nil
	}
	all, err := reports.Parse(data)
	if err != nil {
		return unmergeable(name, err)
	}
	if len(all) > 0 { // a shard without projects writes nothing
		m.ofJSON, m.reports = name, append(m.reports, all...)
	}
	return nil
}

func (m *merge) bytes(name string) ([]byte, error) {
	r := m.process.Stdin
	if name != "-" {
		f, err := os.Open(name) //nolint:gosec // the user names the file
		if err != nil {
			return nil, err //nolint:wrapcheck // the caller wraps it
		}
		defer func() { _ = f.Close() }()
		r = f
	}
	data, err := io.ReadAll(io.LimitReader(r, maxReport+1))
	if err == nil && len(data) > maxReport {
		err = fmt.Errorf("it is larger than %d MiB", maxReport>>20)
	}
	return data, err
}

func unmergeable(name string, err error) error {
	return &failure{
		code: unreadable, err: fmt.Errorf("reading the report `%s`: %w", name, err),
		help: "reports that `ctypes check` wrote with --format json or --format sarif can be joined",
	}
}
