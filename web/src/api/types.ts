// Short names for the shapes of the interface, as its description generated them.
import type { components } from "./api.d.ts";

type Schemas = components["schemas"];

export type Accepted = Schemas["Accepted"];
export type Attachment = Schemas["Attachment"];
export type Clock = Schemas["Clock"];
export type Configuration = Schemas["Configuration"];
export type CustomField = Schemas["CustomField"];
export type Entry = Schemas["Entry"];
export type ExplainedClock = Schemas["ExplainedClock"];
export type Me = Schemas["Me"];
export type Priority = Schemas["Priority"];
export type Problem = Schemas["Problem"];
export type QueueState = Schemas["QueueState"];
export type StaleTicket = Schemas["StaleTicket"];
export type Status = Schemas["Status"];
export type Task = Schemas["Task"];
export type TextPart = Schemas["TextPart"];
export type Ticket = Schemas["Ticket"];
export type TicketEdit = Schemas["TicketEdit"];
export type TicketRow = Schemas["TicketRow"];
export type TicketPage = Schemas["TicketWithTimeline"];
