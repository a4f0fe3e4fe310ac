/** Monaco's helper thread (word ranges, diffs), as a module of our bundle. */
import 'monaco-editor/editor/editor.worker.js';
