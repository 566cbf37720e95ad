package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/analyze"
)

// check is `ctypes check` with its flags.
type check struct {
	process *Process
	stages  stages
	output  output
	failOn  choice
	many    recursion
	fix     bool // apply the safe fixes first
}

func newCheck(p *Process) *cobra.Command {
	c := &check{
		process: p,
		stages:  stages{process: p},
		output:  newOutput(p),
		failOn:  choice{what: "severity", words: []string{"error", "warning", "never"}, value: "error"},
	}
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Check that the services of compose projects fit together",
		Long: "Check compose projects. PATH is a compose file, a directory, or - for stdin; several\n" +
			"are several projects. Without one, the project of the current directory is meant, as\n" +
			"docker compose finds it.\n\n" +
			"Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 a project\n" +
			"could not be read or the output not written.",
		Args: func(_ *cobra.Command, paths []string) error {
			if len(paths) > 0 && len(c.stages.project.files) > 0 {
				return misuse("`-f` names the files of one project, and `%s` names a project: only one of them can be given", paths[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, paths []string) error {
			c.stages.loose = cmd.Flags().Changed("strict") && !c.stages.strict
			return c.run(cmd.Context(), paths)
		},
	}
	flags := cmd.Flags()
	c.stages.project.register(flags)
	c.stages.registry.register(flags)
	c.stages.config.register(flags)
	c.many.register(flags)
	c.output.register(cmd)
	c.output.summary.register(cmd, "summary", "what follows the findings")
	c.failOn.register(cmd, "fail-on", "what makes the exit code 1")
	flags.BoolVar(&c.stages.strict, "strict", false, "warn of what could not be checked, and fail when a registry could not be asked")
	flags.StringVar(&c.stages.base, "base", "", "report only what is new since the git revision `REV`")
	flags.BoolVar(&c.stages.accept, "write-baseline", false, "accept what is found: write it to "+baselineName+" beside the project")
	flags.BoolVar(&c.fix, "fix", false, "apply the fixes that are safe, and report what is left")
	flags.BoolVarP(&c.output.verbose, "verbose", "v", false, "list every link with its evidence")
	return cmd
}

// run checks each project, and fails for the worst that befell any.
func (c *check) run(ctx context.Context, paths []string) error {
	if err := c.contradictions(paths); err != nil {
		return err
	}
	c.output.failOn, _ = analyze.ParseSeverity(c.failOn.value)
	c.output.many = c.many.on || len(paths) > 1
	if err := c.output.open(); err != nil {
		return err
	}
	if err := c.stages.open(); err != nil {
		return err
	}
	defer c.stages.close()
	worst := clean
	paths, err := c.stages.projects(ctx, paths, c.many)
	if err == nil && c.fix {
		err = c.stages.fix(ctx, paths)
	}
	if err == nil {
		worst, err = c.all(ctx, paths)
	}
	if err != nil && c.output.file != "" {
		return err // a file is written as a whole or not at all
	}
	if closing := c.output.close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	if worst != clean {
		return &failure{code: worst}
	}
	return nil
}

// contradictions refuses flags that cannot be given together.
func (c *check) contradictions(paths []string) error {
	switch {
	case c.many.on && len(c.stages.project.files) > 0:
		return misuse("`-f` names the files of one project, and `-r` looks for projects: only one of them can be given")
	case slices.Contains(paths, "-") && (c.many.on || len(paths) > 1):
		return misuse("`-` is one project: it cannot be given together with others")
	case c.fix && (slices.Contains(paths, "-") || slices.Contains(c.stages.project.files, "-")):
		return misuse("`-` cannot be fixed: `--fix` needs a project in files")
	case c.output.summary.value == "tree" && c.output.format.value != "term":
		return misuse("`--summary tree` is for people, and `--format %s` is not", c.output.format.value)
	case c.stages.accept && c.stages.base != "":
		return misuse("`--write-baseline` and `--base` contradict each other: a baseline holds all that is found")
	case c.stages.accept && c.stages.config.none:
		return misuse("`--write-baseline` and `--no-config` contradict each other: the baseline would not be read")
	}
	return c.stages.config.check()
}

// outcome is what checking one project came to.
type outcome struct {
	*result
	err error
}

// all checks each project, several at once, writes the reports in order, and
// says what the worst is that befell any.
func (c *check) all(ctx context.Context, paths []string) (worst code, err error) {
	if len(paths) > 1 {
		c.stages.notices.hold() // they come in any order
	}
	err = inOrder(ctx, len(paths),
		func(ctx context.Context, i int) outcome {
			r, err := c.stages.check(ctx, paths[i])
			return outcome{r, err}
		},
		func(o outcome) error {
			if o.err != nil {
				return o.err
			}
			worst = max(worst, c.code(o.result))
			return c.output.write(o.Report)
		})
	c.stages.notices.release()
	return worst, err
}

// one checks a project and writes its report.
func (c *check) one(ctx context.Context, path string) (code, error) {
	return c.all(ctx, []string{path})
}

// code is the exit code for a project.
func (c *check) code(r *result) code {
	switch {
	case r.fatal, r.strict && r.missed:
		return unreadable
	case c.fails(r.Worst()):
		return findings
	}
	return clean
}

// fails reports whether a severity is at or above --fail-on.
func (c *check) fails(worst analyze.Severity) bool {
	limit, ok := analyze.ParseSeverity(c.failOn.value)
	return ok && worst >= limit
}

// interrupted is the failure for a run that the user ended.
func interrupted(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return &failure{code: unreadable, text: "interrupted"}
	}
	return nil
}
