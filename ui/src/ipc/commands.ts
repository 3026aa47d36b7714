// The list of commands is the core's (generated/commands.ts); here it is split by kind of answer.
import type { BinaryCommand, CommandName, Commands } from './generated/commands';

export type { Commands };
/** Commands that answer with JSON. */
export type Command = Exclude<CommandName, BinaryCommand>;
/** Commands that answer with bytes. */
export type ByteCommand = BinaryCommand;
export type Request<K extends CommandName> = Commands[K]['req'];
export type Response<K extends CommandName> = Commands[K]['res'];
