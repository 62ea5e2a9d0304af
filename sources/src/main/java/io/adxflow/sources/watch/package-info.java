/**
 * What one JVM tells people of who sends to it: senders, refusals, and what the coordinator knows. Boards, written on the way and read
 * by whoever shows them; nothing decides by them.
 */
@NullMarked
package io.adxflow.sources.watch;

import org.jspecify.annotations.NullMarked;
