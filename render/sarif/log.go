package sarif

// The parts of a log that are written, named as the standard names them.

type result struct {
	RuleID       string         `json:"ruleId"`
	RuleIndex    int            `json:"ruleIndex"`
	Level        string         `json:"level"`
	Message      text           `json:"message"`
	Locations    []location     `json:"locations,omitempty"`
	Related      []location     `json:"relatedLocations,omitempty"`
	Fingerprints fingerprints   `json:"partialFingerprints,omitzero"`
	Fixes        []fix          `json:"fixes,omitempty"`
	Properties   map[string]any `json:"properties,omitempty"`
}

// fingerprints name a finding for the code scanning of GitHub, which goes by
// the first of them, and for everybody else.
type fingerprints struct {
	GitHub string `json:"primaryLocationLineHash"`
	Own    string `json:"ctypes/v1"`
}

type text struct {
	Text string `json:"text"`
}

type location struct {
	ID       int      `json:"id,omitempty"`
	Physical physical `json:"physicalLocation"`
	Message  *text    `json:"message,omitempty"`
}

type physical struct {
	Artifact artifact `json:"artifactLocation"`
	Region   *region  `json:"region,omitempty"`
}

type artifact struct {
	URI string `json:"uri"`
}

// region counts lines and columns from 1; columns are code points.
type region struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type fix struct {
	Description text     `json:"description"`
	Changes     []change `json:"artifactChanges"`
}

type change struct {
	Artifact     artifact      `json:"artifactLocation"`
	Replacements []replacement `json:"replacements"`
}

type replacement struct {
	Deleted  region `json:"deletedRegion"`
	Inserted text   `json:"insertedContent"`
}

type tool struct {
	Driver driver `json:"driver"`
}

type driver struct {
	Name           string `json:"name"`
	InformationURI string `json:"informationUri"`
	Version        string `json:"version,omitempty"`
	Rules          []rule `json:"rules"`
}

type rule struct {
	ID      string         `json:"id"`
	Short   text           `json:"shortDescription"`
	Full    text           `json:"fullDescription"`
	HelpURI string         `json:"helpUri"`
	Help    help           `json:"help"`
	Default configuration  `json:"defaultConfiguration"`
	More    map[string]any `json:"properties,omitempty"`
}

type help struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown"`
}

type configuration struct {
	Level string `json:"level"`
}

type invocation struct {
	Successful    bool           `json:"executionSuccessful"`
	Notifications []notification `json:"toolExecutionNotifications,omitempty"`
}

type notification struct {
	Level   string `json:"level"`
	Message text   `json:"message"`
}
