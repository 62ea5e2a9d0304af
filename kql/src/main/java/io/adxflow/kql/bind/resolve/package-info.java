/** How the binder works: scopes, types, names of columns, and one class per family of operators. Nothing here is for others. */
@NullMarked
package io.adxflow.kql.bind.resolve;

import org.jspecify.annotations.NullMarked;
