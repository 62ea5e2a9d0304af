/** What the ops endpoint shows people of the pipeline: the page, and the answers and events that it is made from. */
@NullMarked
package io.adxflow.job.page.web;

import org.jspecify.annotations.NullMarked;
