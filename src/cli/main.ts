#!/usr/bin/env node
import { runCommandLine } from "./program";

void runCommandLine(process.argv);
