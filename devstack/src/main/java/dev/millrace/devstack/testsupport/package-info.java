/** Servers and folders that the tests of all modules share. */
@NullMarked
package dev.millrace.devstack.testsupport;

import org.jspecify.annotations.NullMarked;
