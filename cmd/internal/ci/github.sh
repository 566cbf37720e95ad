#!/usr/bin/env bash
# The steps of the GitHub action: install, check, comment. What they work on is
# in variables, so that no text of a pull request becomes part of a script.
set -euo pipefail

releases=${CTYPES_RELEASES:-https://github.com/ctypes-dev/ctypes/releases}
folder=$RUNNER_TEMP/ctypes
marker='<!-- ctypes -->'

fail() {
	echo "::error title=ctypes::$1" >&2
	exit 1
}

# fetch URL FILE downloads a file; redirects lead to HTTPS alone.
fetch() { curl -fsSL --proto-redir =https --retry 3 --max-time 120 -o "$2" "$1"; }

# install puts ctypes on the path: of a release, whose checksum is verified, or
# built from the action's own revision.
install() {
	mkdir -p "$folder/bin"
	if [ "$VERSION" = source ]; then
		(cd "$GITHUB_ACTION_PATH" && CGO_ENABLED=0 go build -trimpath -o "$folder/bin/" ./cmd/ctypes)
	else
		download "$VERSION"
	fi
	echo "$folder/bin" >>"$GITHUB_PATH"
	"$folder/bin/ctypes" version
}

download() {
	local version=$1 archive
	if [ "$version" = latest ]; then
		version=$(curl -fsS --max-time 60 -o /dev/null -w '%{redirect_url}' "$releases/latest")
		version=${version##*/}
	fi
	[[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+[-.0-9A-Za-z]*$ ]] || fail "there is no release \`$version\`"
	archive=ctypes_${version#v}_$(platform).tar.gz
	fetch "$releases/download/$version/$archive" "$folder/$archive" || fail "$archive cannot be downloaded"
	fetch "$releases/download/$version/checksums.txt" "$folder/checksums.txt" || fail "the checksums of $version cannot be downloaded"
	(cd "$folder" && grep -F "  $archive" checksums.txt | verify) || fail "$archive is not what its checksum says"
	tar -xzf "$folder/$archive" -C "$folder/bin"
}

# platform names this machine as archives do.
platform() {
	local os arch
	case $RUNNER_OS in
	Linux) os=linux ;;
	macOS) os=darwin ;;
	Windows) os=windows ;;
	*) fail "there is no release for $RUNNER_OS" ;;
	esac
	case $RUNNER_ARCH in
	X64) arch=amd64 ;;
	ARM64) arch=arm64 ;;
	*) fail "there is no release for $RUNNER_ARCH" ;;
	esac
	echo "${os}_$arch"
}

verify() {
	if command -v sha256sum >/dev/null; then sha256sum -c - >/dev/null; else shasum -a 256 -c - >/dev/null; fi
}

# check writes annotations to the log, the SARIF report and the comment to files.
check() {
	local arguments=() paths=() line status=0 base
	while IFS= read -r line; do [ -z "$line" ] || arguments+=("$line"); done <<<"$ARGS"
	while IFS= read -r line; do [ -z "$line" ] || paths+=("$line"); done <<<"$PATHS"
	base=$(base)
	[ -z "$base" ] || arguments+=("--base=$base")
	[ ${#paths[@]} = 0 ] || arguments+=(-- "${paths[@]}")
	export XDG_CACHE_HOME=$folder/cache
	ctypes check --format github ${arguments[@]+"${arguments[@]}"} || status=$?
	echo "exit-code=$status" >>"$GITHUB_OUTPUT"
	[ "$status" != 2 ] || return 0 # nothing was checked: the command line is wrong
	write sarif "$folder/ctypes.sarif" ${arguments[@]+"${arguments[@]}"}
	write markdown "$folder/comment.md" ${arguments[@]+"${arguments[@]}"}
	{
		echo "sarif=$folder/ctypes.sarif"
		echo "comment=$folder/comment.md"
	} >>"$GITHUB_OUTPUT"
	cat "$folder/comment.md" >>"$GITHUB_STEP_SUMMARY"
}

# write FORMAT FILE ARGUMENTS... writes one more report. Registries were asked
# moments ago.
write() {
	local format=$1 file=$2
	shift 2
	ctypes check --max-age 1h --format "$format" -o "$file" "$@" 2>/dev/null || [ -f "$file" ]
}

# base is the revision to compare with, fetched if it is not here.
base() {
	local revision=$BASE
	case $BASE in
	none | '') return ;;
	auto)
		revision=$(jq -r '.pull_request.base.sha // empty' "$GITHUB_EVENT_PATH")
		[ -n "$revision" ] || return 0
		;;
	esac
	if ! git cat-file -e "$revision^{commit}" 2>/dev/null && ! git fetch -q --no-tags --depth=1 origin "$revision" >&2; then
		echo "::warning title=ctypes::the base $revision cannot be fetched: all findings are reported" >&2
		return 0
	fi
	git rev-parse --verify -q "$revision^{commit}" || git rev-parse --verify -q 'FETCH_HEAD^{commit}'
}

# comment keeps one comment on the pull request up to date. It makes none for a
# report without findings.
comment() {
	local number comments id
	number=$(jq -r .pull_request.number "$GITHUB_EVENT_PATH")
	comments=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues
	id=$(existing "$comments/$number/comments")
	jq -Rs '{body: .}' "$COMMENT" >"$folder/body.json"
	if [ -n "$id" ]; then
		api -X PATCH --data-binary "@$folder/body.json" "$comments/comments/$id" >/dev/null || unable
	elif [ "$EXIT_CODE" != 0 ]; then
		api -X POST --data-binary "@$folder/body.json" "$comments/$number/comments" >/dev/null || unable
	fi
}

# existing finds the comment of an earlier run, by its hidden marker.
existing() {
	local page answer
	for page in 1 2 3 4 5 6 7 8 9 10; do
		answer=$(api "$1?per_page=100&page=$page") || return 0
		jq -r --arg marker "$marker" 'map(select(.user.type == "Bot" and (.body | startswith($marker)))) | first | .id // empty' <<<"$answer"
		[ "$(jq length <<<"$answer")" = 100 ] || return 0
	done | head -n 1
}

# api asks GitHub. The token stays out of the list of processes.
api() {
	curl -fsS --max-time 60 -H "Accept: application/vnd.github+json" -K - "$@" <<<"header = \"Authorization: Bearer $TOKEN\""
}

# unable says why there is no comment: the token of a fork may not write any.
unable() {
	echo "::notice title=ctypes::the token may not comment on this pull request; the report is in the summary of the run"
}

case ${1-} in
install | check | comment) "$1" ;;
*) fail "usage: github.sh install|check|comment" ;;
esac
