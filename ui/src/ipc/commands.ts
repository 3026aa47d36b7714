// The list of commands is the core's (generated/commands.ts); here it is split by kind of answer.
import type { BinaryCommand } from './generated/commands';
import type { AnyCommand, Commands } from './portals';

export type { Commands };
/** Commands that answer with JSON. */
export type Command = Exclude<AnyCommand, BinaryCommand>;
/** Commands that answer with bytes. */
export type ByteCommand = BinaryCommand;
export type Request<K extends AnyCommand> = Commands[K]['req'];
export type Response<K extends AnyCommand> = Commands[K]['res'];
