import type { Entity } from './entities.js';

/** An IAM group. Who belongs to it is told by its users: {@link User.groupIds}. */
export interface Group extends Entity {}
