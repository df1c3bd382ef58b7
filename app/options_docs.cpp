// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options_docs.h"

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>

#include "app/version.h"

namespace bascule::app {
namespace {

/// One flag of the program or of a command.
struct Flag {
  std::string name;  ///< with its dashes; of a positional its word
  std::string text;
  std::string group;
  bool takesValue = false;
  bool positional = false;
  std::vector<std::string> values;  ///< if they are few
};

/// `{a,b,c}` in what CLI11 says of a value.
std::vector<std::string> valuesIn(const std::string& typeName) {
  std::vector<std::string> values;
  const auto open = typeName.find('{');
  const auto close = typeName.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return values;
  for (const std::string& value : CLI::detail::split(typeName.substr(open + 1, close - open - 1), ','))
    values.push_back(value);
  return values;
}

std::vector<Flag> flagsOf(const CLI::App& app) {
  std::vector<Flag> flags;
  for (const CLI::Option* option : app.get_options()) {
    Flag flag;
    flag.positional = option->nonpositional() == false;
    if (flag.positional) {
      flag.name = option->get_name(true);
    } else if (!option->get_lnames().empty()) {
      flag.name = "--" + option->get_lnames().front();
    } else {
      continue;
    }
    flag.text = option->get_description();
    flag.group = option->get_group();
    flag.takesValue = option->get_expected_max() > 0;
    flag.values = valuesIn(option->get_type_name());
    flags.push_back(std::move(flag));
  }
  return flags;
}

std::vector<const CLI::App*> commandsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_name().empty(); });
}

// roff

std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  const bool request = out.starts_with('.') || out.starts_with('\'');
  return request ? "\\&" + out : out;
}

std::string roffFlag(const Flag& flag) {
  std::string out = ".TP\n.B " + roff(flag.name);
  if (flag.takesValue && !flag.positional) out += " \\fIVALUE\\fR";
  out += "\n" + roff(flag.text.empty() ? "the file" : flag.text);
  if (!flag.values.empty()) {
    std::string values;
    for (const std::string& value : flag.values) values += (values.empty() ? "" : ", ") + value;
    out += " (" + roff(values) + ")";
  }
  return out + "\n";
}

std::string roffCommand(const CLI::App& command) {
  std::string synopsis = command.get_name();
  std::string flags;
  for (const Flag& flag : flagsOf(command)) {
    if (flag.positional) synopsis += " " + flag.name;
    if (flag.name != "--help") flags += roffFlag(flag);
  }
  return ".SS " + roff(synopsis) + "\n" + roff(command.get_description()) + "\n" + flags;
}

std::string roffOptions(const CLI::App& app) {
  std::vector<std::string> groups;
  std::map<std::string, std::string> texts;
  for (const Flag& flag : flagsOf(app)) {
    if (!texts.contains(flag.group)) groups.push_back(flag.group);
    texts[flag.group] += roffFlag(flag);
  }
  std::string out;
  for (const std::string& group : groups) out += ".SS " + roff(group) + "\n" + texts[group];
  return out;
}

constexpr std::string_view kStatuses = R"(.SH EXIT STATUS
.TP
.B 0
all went well
.TP
.B 1
it could not be done: a file, a port or a server is not there
.TP
.B 2
wrong command line or configuration
.TP
.B 3
a call matched \-\-fail\-if
.SH ENVIRONMENT
.TP
.B NO_COLOR
no colours, whatever it holds; without it there are colours only on a terminal
.TP
.B XDG_CACHE_HOME
where sessions lie that were not saved, and how the window looks (bascule/window.ini)
)";

constexpr std::string_view kExamples = R"(.SH EXAMPLES
.nf
bascule \-\-upstream http://localhost:8081
bascule \-\-headless \-\-upstream http://localhost:8081 \-\-record calls.bascule
bascule list calls.bascule \-\-filter 'status:error and duration:>100ms' \-\-follow
bascule export calls.bascule \-\-format pcapng \-o calls.pcapng
bascule import calls.har \-o calls.bascule \-\-schema protos
bascule check calls.bascule \-\-fail\-if protocol:grpc
.fi
)";

// Shells

std::string shellQuoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string names(const std::vector<Flag>& flags) {
  std::vector<std::string> words;
  for (const Flag& flag : flags) {
    if (!flag.positional) words.push_back(flag.name);
  }
  return joined(words);
}

/// `case` arms that complete the values of flags; the others take files.
std::string bashValues(const std::vector<Flag>& flags, const std::string& command) {
  std::string out;
  for (const Flag& flag : flags) {
    if (flag.values.empty() || flag.positional) continue;
    out += "    " + command + ":" + flag.name + ") COMPREPLY=($(compgen -W " +
           shellQuoted(joined(flag.values)) + " -- \"$word\")); return ;;\n";
  }
  return out;
}

std::string bash(const CLI::App& app) {
  std::vector<std::string> commands;
  std::string values = bashValues(flagsOf(app), "");
  std::string flags = "    '') flags=" + shellQuoted(names(flagsOf(app))) + " ;;\n";
  for (const CLI::App* command : commandsOf(app)) {
    commands.push_back(command->get_name());
    values += bashValues(flagsOf(*command), command->get_name());
    flags += "    " + command->get_name() + ") flags=" + shellQuoted(names(flagsOf(*command))) + " ;;\n";
  }
  std::string any;
  for (const std::string& command : commands) any += (any.empty() ? "" : "|") + command;
  return "# bash completion of bascule\n_bascule() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= flags=\n"
         "  case ${COMP_WORDS[1]} in\n    " +
         any +
         ") [ \"$COMP_CWORD\" -gt 1 ] && command=${COMP_WORDS[1]} ;;\n  esac\n"
         "  case $command:$before in\n" +
         values +
         "  esac\n"
         "  case $command in\n" +
         flags +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n    COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
         "  elif [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W " +
         shellQuoted(joined(commands)) +
         " -- \"$word\") $(compgen -f -- \"$word\"))\n"
         "  else\n    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n}\n"
         "complete -o filenames -F _bascule bascule\n";
}

/// `'--flag[text]:value:(a b)'` as _arguments takes it.
std::string zshFlag(const Flag& flag) {
  std::string text;
  for (const char c : flag.text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') text += '\\';
    text += c;
  }
  std::string out = flag.name + "[" + text + "]";
  if (flag.takesValue) out += flag.values.empty() ? ":value:_files" : ":value:(" + joined(flag.values) + ")";
  return shellQuoted(out);
}

std::string zshArguments(const CLI::App& app, bool files) {
  std::string out = "_arguments";
  for (const Flag& flag : flagsOf(app)) {
    if (!flag.positional) out += " \\\n        " + zshFlag(flag);
  }
  return out + (files ? " \\\n        '*:file:_files'" : "");
}

std::string zsh(const CLI::App& app) {
  std::string described;
  std::string arms;
  for (const CLI::App* command : commandsOf(app)) {
    described += "    " + shellQuoted(command->get_name() + ":" + command->get_description()) + "\n";
    arms += "    " + command->get_name() + ")\n      " + zshArguments(*command, true) + " ;;\n";
  }
  return "#compdef bascule\n_bascule() {\n  local -a commands\n  commands=(\n" + described +
         "  )\n  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n    _describe command commands\n    "
         "_files\n    return\n  fi\n"
         "  local command=$words[2]\n  case $command in\n" +
         arms + "    *)\n      " + zshArguments(app, true) + " ;;\n  esac\n}\n_bascule \"$@\"\n";
}

std::string fishFlag(const Flag& flag, const std::string& condition) {
  std::string out = "complete -c bascule -n " + shellQuoted(condition) + " -l " + flag.name.substr(2) +
                    " -d " + shellQuoted(flag.text);
  if (!flag.values.empty()) return out + " -x -a " + shellQuoted(joined(flag.values)) + "\n";
  return out + (flag.takesValue ? " -r\n" : "\n");
}

std::string fish(const CLI::App& app) {
  std::string out = "# fish completion of bascule\n";
  std::vector<std::string> commands;
  for (const CLI::App* command : commandsOf(app)) commands.push_back(command->get_name());
  const std::string none = "not __fish_seen_subcommand_from " + joined(commands);
  for (const Flag& flag : flagsOf(app)) {
    if (!flag.positional) out += fishFlag(flag, none);
  }
  for (const CLI::App* command : commandsOf(app)) {
    out += "complete -c bascule -n " + shellQuoted(none) + " -a " + command->get_name() + " -d " +
           shellQuoted(command->get_description()) + "\n";
    for (const Flag& flag : flagsOf(*command)) {
      if (!flag.positional) out += fishFlag(flag, "__fish_seen_subcommand_from " + command->get_name());
    }
  }
  return out;
}

}  // namespace

std::string manualPage(const CLI::App& app, std::string_view limits) {
  std::string out =
      ".TH BASCULE 1 \"\" \"bascule " + std::string(kVersion) +
      "\" \"User Commands\"\n.SH NAME\nbascule \\- " +
      "bridge between Connect, gRPC and gRPC\\-Web, and a window on its traffic\n.SH SYNOPSIS\n.B bascule\n" +
      "[\\fIoptions\\fR]\n.br\n.B bascule\n\\fIFILE\\fR...\n.br\n.B bascule\n\\fIcommand\\fR "
      "[\\fIoptions\\fR] \\fIFILE\\fR\n";
  out += ".SH DESCRIPTION\n" + roff(app.get_description()) + "\n.SH OPTIONS\n" + roffOptions(app) +
         ".SH COMMANDS\n";
  for (const CLI::App* command : commandsOf(app)) out += roffCommand(*command);
  std::string lines;
  for (const std::string& line : CLI::detail::split(std::string(limits), '\n')) lines += roff(line) + "\n";
  out += ".SH LIMITS\n.nf\n" + lines + ".fi\n";
  return out + std::string(kStatuses) + std::string(kExamples);
}

const std::vector<std::string>& completionShells() {
  static const std::vector<std::string> shells{"bash", "zsh", "fish"};
  return shells;
}

std::string completion(const CLI::App& app, std::string_view shell) {
  if (shell == "bash") return bash(app);
  return shell == "zsh" ? zsh(app) : fish(app);
}

}  // namespace bascule::app
