-- Run once, by the image's entry point, in a new volume: two databases, never one.
\getenv control_password INSITU_CONTROL_PASSWORD
CREATE ROLE insitu_control LOGIN PASSWORD :'control_password';
CREATE DATABASE insitu_control OWNER insitu_control;
CREATE DATABASE insitu_data;
REVOKE ALL ON DATABASE insitu_control, postgres, template1 FROM PUBLIC;
