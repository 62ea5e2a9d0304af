/**
 * What the operators of one JVM tell people of their work, beyond numbers that only grow: what waits and since when, how the last
 * delivery went, which tables get rows. Boards, written by operators and read by whoever shows them; nothing decides by them.
 */
@NullMarked
package io.adxflow.sinks.watch;

import org.jspecify.annotations.NullMarked;
