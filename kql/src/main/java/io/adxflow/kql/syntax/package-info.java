/**
 * The Kusto Query Language as text: tokens with positions, the parser, the tree of what was written, and problems that point into it.
 * Knows nothing of tables, columns and functions; the binder does.
 *
 * <p>Grammar: Microsoft's {@code Kql.g4} and {@code KqlTokens.g4}, and the pages of the language's reference.
 */
@NullMarked
package io.adxflow.kql.syntax;

import org.jspecify.annotations.NullMarked;
