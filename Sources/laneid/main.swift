import Glibc

let tool = Tool(commands: Command.all, console: Console())
exit(tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
