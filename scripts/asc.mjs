// The compiler of AssemblyScript, by a door of ours: its own types declare a `console` and more for every file of the project.
export { main } from 'assemblyscript/asc'
